# Targets that need more than npm. Everything they make lies in .cache, which git ignores.

RUN := node --import tsx
NAME ?= dev

.PHONY: demo test cluster cluster-down operator node-version

## The manual's example on a cluster of its own: injection, then an upgrade inside running pods.
demo: node-version node_modules
	@echo "compiling TypeScript"
	@npm run --silent demo

## Everything: generated files, lint, unit tests, and the tests on a real cluster. Ends with "N passed, N failed".
test: node-version node_modules
	@npm run --silent test

## Kubernetes on this machine: prints the KUBECONFIG line. NAME=other makes a second one.
cluster: node-version node_modules
	@$(RUN) test/cluster/main.ts up --name $(NAME)

## The operator beside that cluster, in this terminal: prints what to set in another one. Ctrl-C ends it.
operator: node-version node_modules
	@echo "compiling TypeScript"
	@npm run --silent build
	@$(RUN) test/operator/main.ts --name $(NAME)

## Takes it down, whatever state it is in.
cluster-down: node-version node_modules
	@$(RUN) test/cluster/main.ts down --name $(NAME)

node-version:
	@command -v node >/dev/null || { echo "Node.js is missing: install version 20.19 or newer"; exit 1; }
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' \
	|| { echo "Node.js $$(node --version) is too old: install version 20.19 or newer"; exit 1; }

node_modules: package-lock.json
	@echo "installing npm packages"; npm ci --no-audit --no-fund --loglevel=error && touch node_modules
