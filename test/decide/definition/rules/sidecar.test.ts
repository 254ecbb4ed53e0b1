import { expect } from 'chai';

import { judgeInit, judgeSidecar, judgeSpec } from '../judge.js';

/** The sentences about the one sidecar, without the path to it. */
function problemsOf(fields: Readonly<Record<string, unknown>>): readonly string[] {
  return judgeSidecar(fields).problems.map(problem => problem.replace('spec.containers[0].', ''));
}

describe('the image of a sidecar', () => {
  it('is named', () => {
    for (const image of [undefined, null, '']) {
      expect(problemsOf({ image })).to.deep.equal(['image: is missing; name the image to run']);
    }
    expect(problemsOf({ image: ' a:1' })).to.deep.equal(['image: must not begin or end with a space, but is " a:1"']);
  });

  it('is a reference that a node can find, or a warning', () => {
    const { problems, warnings } = judgeSidecar({ image: 'Agent:1' });
    expect(problems).to.deep.equal([]);
    expect(warnings).to.deep.equal([
      'spec.containers[0].image: is "Agent:1", which is no image reference; write it as REGISTRY/NAME:TAG in lower case',
    ]);
  });

  it('is pulled by one of three policies', () => {
    expect(problemsOf({ imagePullPolicy: 'IfNotPresnt' })).to.deep.equal([
      'imagePullPolicy: must be Always or IfNotPresent or Never, but is "IfNotPresnt"; did you mean IfNotPresent?',
    ]);
  });
});

describe('the words of a container', () => {
  it('are those of Kubernetes', () => {
    const fields = {
      terminationMessagePolicy: 'Log',
      restartPolicy: 'Sometimes',
      resizePolicy: [{ resourceName: 'disk', restartPolicy: 'No' }],
    };
    expect(problemsOf(fields).map(problem => problem.split(': ')[0])).to.deep.equal([
      'terminationMessagePolicy',
      'restartPolicy',
      'resizePolicy[0].resourceName',
      'resizePolicy[0].restartPolicy',
    ]);
  });
});

describe('the ports of a sidecar', () => {
  const ports = (...entries: readonly object[]): readonly string[] => problemsOf({ ports: entries });

  it('are between 1 and 65535', () => {
    expect(ports({ containerPort: 0 }, { containerPort: 70000, hostPort: 70000 })).to.deep.equal([
      'ports[0].containerPort: must be between 1 and 65535, but is 0',
      'ports[1].containerPort: must be between 1 and 65535, but is 70000',
      'ports[1].hostPort: must be between 1 and 65535, but is 70000',
    ]);
    expect(ports({ containerPort: 1, hostPort: 0 }, { containerPort: 65535 })).to.deep.equal([]);
    expect(ports({})).to.deep.equal([
      'ports[0].containerPort: is missing; set the port on which the container listens',
    ]);
  });

  it('have names that a Service can use, each once', () => {
    const named = (name: string): object => ({ containerPort: 1, name });
    for (const bad of ['HTTP', 'a--b', '-a', '80', 'a'.repeat(16)]) expect(ports(named(bad)), bad).to.have.length(1);
    expect(ports(named('http'), named('dns'), named('http'))).to.deep.equal([
      'ports[2].name: is the name of spec.containers[0].ports[0] too; rename one of the two',
    ]);
  });

  it('speak a known protocol', () => {
    expect(ports({ containerPort: 1, protocol: 'tcp' })).to.deep.equal([
      'ports[0].protocol: must be TCP or UDP or SCTP, but is "tcp"; did you mean TCP?',
    ]);
  });

  it('claim each port of the node once', () => {
    const claim = { containerPort: 1, hostPort: 80 };
    expect(ports(claim, { ...claim, protocol: 'TCP' })).to.deep.equal([
      'ports[1].hostPort: is claimed by spec.containers[0].ports[0] too; choose another port',
    ]);
    expect(ports(claim, { ...claim, protocol: 'UDP' }, { ...claim, hostIP: '10.0.0.1' })).to.deep.equal([]);
  });
});

describe('the environment of a sidecar', () => {
  const env = (...entries: readonly object[]): readonly string[] => problemsOf({ env: entries });

  it('has names without =', () => {
    expect(env({ value: 'x' }, { name: 'A=B' }, { name: 'é' }, { name: 'a.b-c d' })).to.deep.equal([
      'env[0].name: is missing; name the variable',
      'env[1].name: must be printable ASCII without =, but is "A=B"',
      'env[2].name: must be printable ASCII without =, but is "é"',
    ]);
  });

  it('takes each variable from one source', () => {
    const fieldRef = { fieldPath: 'metadata.name' };
    expect(env({ name: 'A', value: 'x', valueFrom: { fieldRef } })).to.deep.equal([
      'env[0].valueFrom: and value exclude each other; remove one of them',
    ]);
    expect(env({ name: 'A', valueFrom: {} })).to.deep.equal([
      'env[0].valueFrom: has no source; set fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef or fileKeyRef',
    ]);
    expect(env({ name: 'A', valueFrom: { fieldRef, secretKeyRef: { name: 's', key: 'k' } } })).to.deep.equal([
      'env[0].valueFrom.secretKeyRef: and fieldRef exclude each other; keep one source',
    ]);
  });

  it('may take a variable from a source of a newer Kubernetes', () => {
    expect(env({ name: 'A', valueFrom: { futureRef: {} } })).to.deep.equal([]);
  });

  it('names what it takes', () => {
    const sources = [{ configMapKeyRef: { name: 'm' } }, { secretKeyRef: { key: 'k' } }, { resourceFieldRef: {} }];
    expect(env(...sources.map(valueFrom => ({ name: 'A', valueFrom })))).to.deep.equal([
      'env[0].valueFrom.configMapKeyRef.key: is missing; set it',
      'env[1].valueFrom.secretKeyRef.name: is missing; set it',
      'env[2].valueFrom.resourceFieldRef.resource: is missing; set it',
    ]);
  });

  it('takes only fields that the kubelet knows', () => {
    const reading = (fieldPath: string): object => ({ name: 'A', valueFrom: { fieldRef: { fieldPath } } });
    expect(env(reading('status.podIP'), reading("metadata.annotations['a']"))).to.deep.equal([]);
    expect(env(reading('spec.hostname'))[0]).to.match(
      /^env\[0\]\.valueFrom\.fieldRef\.fieldPath: is "spec.hostname", /,
    );
  });

  it('takes whole maps from one source each', () => {
    expect(problemsOf({ envFrom: [{}, { secretRef: {}, configMapRef: { name: 'm' } }] })).to.deep.equal([
      'envFrom[0]: has no source; set configMapRef or secretRef',
      'envFrom[1].secretRef: and configMapRef exclude each other; keep one source',
      'envFrom[1].secretRef.name: is missing; set it',
    ]);
  });

  it('warns of a variable that overrides another', () => {
    expect(
      judgeSidecar({
        env: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      }).warnings,
    ).to.deep.equal([
      'spec.containers[0].env[1].name: is the name of spec.containers[0].env[0] too, which it overrides; remove one of the two',
    ]);
  });
});

describe('the resources of a sidecar', () => {
  it('do not ask for more than their limit', () => {
    expect(
      problemsOf({ resources: { limits: { cpu: '1' }, requests: { cpu: '1001m', memory: '1Gi' } } }),
    ).to.deep.equal([
      'resources.requests[cpu]: is "1001m", more than the limit of "1"; raise the limit or lower the request',
    ]);
    expect(problemsOf({ resources: { limits: { cpu: 1 }, requests: { cpu: '1000m' } } })).to.deep.equal([]);
  });

  it('are not negative', () => {
    expect(problemsOf({ resources: { limits: { cpu: '-1' }, requests: { memory: '-1Mi' } } })).to.deep.equal([
      'resources.limits[cpu]: must not be negative, but is "-1"',
      'resources.requests[memory]: must not be negative, but is "-1Mi"',
    ]);
  });

  it('promise devices and huge pages to one container only', () => {
    const resources = { limits: { 'example.com/gpu': 2 }, requests: { 'example.com/gpu': 1, 'hugepages-2Mi': '2Mi' } };
    expect(problemsOf({ resources })).to.deep.equal([
      'resources.requests[example.com/gpu]: must equal the limit of 2',
      'resources.requests[hugepages-2Mi]: needs a limit of the same amount',
    ]);
  });
});

describe('the mounts of a sidecar', () => {
  const volumes = [{ name: 'v', emptyDir: {} }];

  function mounts(...volumeMounts: readonly object[]): readonly string[] {
    const containers = [{ name: 'agent', image: 'a:1', volumeMounts }];
    return judgeSpec({ containers, volumes }).problems.map(problem => problem.replace('spec.containers[0].', ''));
  }

  it('are complete', () => {
    expect(mounts({ name: 'v' }, { mountPath: '/v' })).to.deep.equal([
      'volumeMounts[0].mountPath: is missing; set it',
      'volumeMounts[1].name: is missing; set it',
    ]);
  });

  it('use each path once, devices included', () => {
    expect(mounts({ name: 'v', mountPath: '/v' }, { name: 'v', mountPath: '/v' })).to.deep.equal([
      'volumeMounts[1].mountPath: is used by spec.containers[0].volumeMounts[0] too; each path of a container can hold one volume',
    ]);
    const both = { volumeMounts: [{ name: 'v', mountPath: '/v' }], volumeDevices: [{ name: 'v', devicePath: '/v' }] };
    expect(problemsOf(both)).to.deep.equal([
      'volumeDevices[0].devicePath: is used by spec.containers[0].volumeMounts[0] too; each path of a container can hold one volume',
    ]);
  });

  it('stay inside their volume', () => {
    const v = { name: 'v', mountPath: '/v' };
    expect(mounts({ ...v, subPath: '/abs' }, { ...v, mountPath: '/w', subPathExpr: 'a/../b' })).to.deep.equal([
      'volumeMounts[0].subPath: must be a relative path without .., but is "/abs"',
      'volumeMounts[1].subPathExpr: must be a relative path without .., but is "a/../b"',
    ]);
    expect(mounts({ ...v, subPath: 'a', subPathExpr: 'b' })).to.deep.equal([
      'volumeMounts[0].subPathExpr: and subPath exclude each other; remove one of them',
    ]);
  });

  it('are propagated and read-only in ways that Kubernetes has', () => {
    const v = { name: 'v', mountPath: '/v' };
    expect(mounts({ ...v, mountPropagation: 'Both', recursiveReadOnly: 'Enabled' })).to.deep.equal([
      'volumeMounts[0].mountPropagation: must be None or HostToContainer or Bidirectional, but is "Both"',
      'volumeMounts[0].recursiveReadOnly: Enabled needs readOnly: true',
    ]);
    expect(mounts({ ...v, mountPropagation: 'Bidirectional' })).to.deep.equal([
      'volumeMounts[0].mountPropagation: Bidirectional needs a container with securityContext.privileged: true',
    ]);
  });

  it('warn of a volume that the pod must bring along, and of one that nobody mounts', () => {
    const containers = [{ name: 'agent', image: 'a:1', volumeMounts: [{ name: 'w', mountPath: '/w' }] }];
    const { problems, warnings } = judgeSpec({ containers, volumes });
    expect(problems).to.deep.equal([]);
    expect(warnings).to.have.members([
      'spec.volumes[0].name: is mounted by no container of this SidecarSet, so no pod gets this volume',
      'spec.containers[0].volumeMounts[0].name: is "w", which spec.volumes does not hold; every pod must have a volume of that name, or it is refused',
    ]);
  });
});

describe('the probes of a sidecar', () => {
  it('have exactly one handler', () => {
    const exec = { command: ['true'] };
    expect(problemsOf({ livenessProbe: {}, readinessProbe: { exec, tcpSocket: { port: 1 } } })).to.deep.equal([
      'livenessProbe: has no handler; set exec, httpGet, tcpSocket or grpc',
      'readinessProbe.tcpSocket: and exec exclude each other; keep one handler',
    ]);
    expect(problemsOf({ lifecycle: { preStop: {} } })).to.deep.equal([
      'lifecycle.preStop: has no handler; set exec, httpGet, tcpSocket or sleep',
    ]);
  });

  it('know where to knock', () => {
    const { problems } = judgeSidecar({
      livenessProbe: { httpGet: { scheme: 'http' } },
      readinessProbe: { tcpSocket: { port: 0 } },
      startupProbe: { exec: {} },
    });
    expect(problems).to.deep.equal([
      'spec.containers[0].livenessProbe.httpGet.scheme: must be HTTP or HTTPS, but is "http"; did you mean HTTP?',
      'spec.containers[0].livenessProbe.httpGet.port: is missing; set it',
      'spec.containers[0].readinessProbe.tcpSocket.port: must be a port between 1 and 65535 or the name of one, but is 0',
      'spec.containers[0].startupProbe.exec.command: is missing; name the program to run',
    ]);
  });

  it('count in sensible numbers', () => {
    const exec = { command: ['true'] };
    expect(
      problemsOf({ livenessProbe: { exec, periodSeconds: -1, successThreshold: 2, terminationGracePeriodSeconds: 0 } }),
    ).to.deep.equal([
      'livenessProbe.periodSeconds: must not be negative, but is -1',
      'livenessProbe.successThreshold: must be 1 here, but is 2; only a readinessProbe can count successes',
      'livenessProbe.terminationGracePeriodSeconds: must be at least 1, but is 0',
    ]);
    expect(problemsOf({ readinessProbe: { exec, successThreshold: 2 } })).to.deep.equal([]);
  });

  it('are for containers that keep running', () => {
    const livenessProbe = { exec: { command: ['true'] } };
    expect(judgeInit({ livenessProbe, lifecycle: {} }).problems).to.deep.equal([
      'spec.initContainers[0].livenessProbe: is only for containers that keep running; remove it or set restartPolicy: Always',
      'spec.initContainers[0].lifecycle: is only for containers that keep running; remove it or set restartPolicy: Always',
    ]);
    expect(judgeInit({ livenessProbe, restartPolicy: 'Always' }).problems).to.deep.equal([]);
  });
});

describe('the security of a sidecar', () => {
  const security = (securityContext: object): readonly string[] => problemsOf({ securityContext });

  it('names users that exist', () => {
    expect(security({ runAsUser: -1, runAsGroup: -1 })).to.deep.equal([
      'securityContext.runAsUser: must be from 0 to 2147483647, but is -1',
      'securityContext.runAsGroup: must be from 0 to 2147483647, but is -1',
    ]);
    expect(security({ runAsUser: 2 ** 31, runAsGroup: 2 ** 31 - 1 })).to.deep.equal([
      'securityContext.runAsUser: must be from 0 to 2147483647, but is 2147483648',
    ]);
    expect(security({ runAsUser: 0, runAsNonRoot: true })).to.deep.equal([
      'securityContext.runAsUser: is 0, which runAsNonRoot rules out; change one of them',
    ]);
  });

  it('does not both deny and grant privileges', () => {
    expect(security({ privileged: true, allowPrivilegeEscalation: false })).to.deep.equal([
      'securityContext.allowPrivilegeEscalation: cannot be false together with privileged: true; change one of them',
    ]);
    expect(security({ allowPrivilegeEscalation: false, capabilities: { add: ['SYS_ADMIN'] } })).to.deep.equal([
      'securityContext.allowPrivilegeEscalation: cannot be false together with the capability SYS_ADMIN; change one of them',
    ]);
  });

  it('completes its profiles', () => {
    const type = 'Localhost';
    expect(security({ seccompProfile: {}, appArmorProfile: { type } })).to.deep.equal([
      'securityContext.seccompProfile.type: is missing; set RuntimeDefault, Localhost or Unconfined',
      'securityContext.appArmorProfile.localhostProfile: is missing; type Localhost needs it',
    ]);
    expect(security({ procMount: 'All', seccompProfile: { type: 'Unconfined', localhostProfile: 'p' } })).to.deep.equal(
      [
        'securityContext.procMount: must be Default or Unmasked, but is "All"',
        'securityContext.seccompProfile.localhostProfile: is only for type Localhost; remove it',
      ],
    );
  });
});
