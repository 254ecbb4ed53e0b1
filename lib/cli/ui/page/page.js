'use strict';

// Everything from the cluster goes onto the page as text (textContent) or as the part of a link behind "#": never as HTML.

const byId = id => document.getElementById(id);
const cards = new Map();
let lastPod = '';

/** An element with attributes and children; a text among the children becomes a text node. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.flat(2).filter(child => child !== undefined));
  return element;
}

const plural = (count, one) => `${count} ${count === 1 ? one : `${one}s`}`;
const tag = (text, kind = '') => el('span', { class: `tag ${kind}` }, text);
const stageOf = ({ stage, fails }) => [tag(stage, fails ? 'bad' : 'wait'), ' '];
const podLink = (name, place) =>
  el('a', { href: `#${encodeURIComponent(name)}`, 'data-key': `${place} ${name}` }, name);

/** A heading and rows, or nothing when there are no rows. */
function block(title, rows) {
  return rows.length === 0 ? [] : [el('h3', {}, title), el('ul', { class: 'rows' }, rows)];
}

/** The names of a list that may have been cut. */
function names({ count, first }, place) {
  const more = count - first.length;
  return el(
    'ul',
    { class: 'names' },
    first.map(name => el('li', {}, podLink(name, place))),
    more > 0 ? el('li', { class: 'quiet' }, `and ${more} more`) : undefined,
  );
}

function table(head, rows) {
  const row = (cell, cells) =>
    el(
      'tr',
      {},
      cells.map(text => el(cell, {}, text)),
    );
  return el(
    'table',
    {},
    el('thead', {}, row('th', head)),
    el(
      'tbody',
      {},
      rows.map(cells => row('td', cells)),
    ),
  );
}

function bar({ matched, updated, updatedReady }, name) {
  const part = (kind, count) => {
    const element = el('span', { class: kind });
    element.style.width = `${matched === 0 ? 0 : (100 * count) / matched}%`;
    return element;
  };
  const attributes = {
    ...{ class: 'bar', role: 'progressbar', 'aria-label': `pods updated by ${name}` },
    ...{ 'aria-valuemin': '0', 'aria-valuemax': String(matched), 'aria-valuenow': String(updated) },
    'aria-valuetext': `${updated} of ${matched} updated, ${updatedReady} of them ready`,
  };
  return el('div', attributes, part('done', updatedReady), part('going', updated - updatedReady));
}

/** Whether a condition is good news is its type's affair. */
function kindOf({ type, status }) {
  if (type === 'Stalled') return status === 'True' ? 'bad' : '';
  if (type === 'Paused' || type === 'Progressing') return status === 'True' ? 'wait' : '';
  return status === 'True' ? 'good' : 'bad';
}

function age(since) {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(since)) / 1000));
  if (seconds < 120) return `for ${seconds} s`;
  return seconds < 7200 ? `for ${Math.floor(seconds / 60)} min` : `for ${Math.floor(seconds / 3600)} h`;
}

function ageOf(since) {
  return since === undefined ? undefined : el('time', { datetime: since, class: 'quiet' }, ` ${age(since)}`);
}

function groups(title, list, place) {
  const rows = list.map(({ reason, words, pods }) =>
    el('li', {}, tag(reason, 'wait'), ` ${plural(pods.count, 'pod')}: ${words}`, names(pods, `${place} ${reason}`)),
  );
  return block(title, rows);
}

function list(title, { count, first }, row) {
  const more = count > first.length ? [el('li', { class: 'quiet' }, `and ${count - first.length} more`)] : [];
  return block(title, [...first.map(one => el('li', {}, row(one))), ...more]);
}

function conditionRow(condition) {
  const { type, status, reason, message } = condition;
  return el('li', {}, tag(`${type} ${status}`, kindOf(condition)), ` ${reason}: ${message}`);
}

function revisionTable(revisions) {
  if (revisions.length === 0) return [];
  const rows = revisions.map(one => [one.name, one.customVersion ?? '', String(one.pods), String(one.readyPods)]);
  return [el('h3', {}, 'Pods by revision'), table(['revision', 'version', 'pods', 'ready'], rows)];
}

function sidecarSetCard(set) {
  const { name, counts, images, conditions, wave, hotUpgrades } = set;
  const { matched, updated, ready, updatedReady } = counts;
  const sidecars = Object.entries(images).map(([sidecar, image]) => el('li', {}, `${sidecar} `, el('code', {}, image)));
  const told = `${plural(ready, 'pod')} ready in all, ${updatedReady} of them updated`;
  return [
    el('div', { class: 'head' }, el('h2', {}, name), el('strong', {}, `${updated} of ${matched} updated`)),
    bar(counts, name),
    el('p', { class: 'quiet' }, told),
    set.notices.map(notice => el('p', { class: 'notice' }, notice)),
    block('Sidecars', sidecars),
    list('Wave under way', wave, one => [...stageOf(one), podLink(one.pod, `${name} wave`), ` ${one.words}`]),
    list('Hot upgrades', hotUpgrades, one => [
      ...[tag(one.phase, 'wait'), ' ', podLink(one.pod, `${name} hot`), ` ${one.words}`],
      ageOf(one.since),
    ]),
    groups('Held pods', set.held, `${name} held`),
    groups('Not injected', set.notInjected, `${name} missing`),
    block('Conditions', conditions.map(conditionRow)),
    revisionTable(set.revisions),
    block(
      'Slots',
      set.slots.map(line => el('li', {}, line)),
    ),
  ].flat(2);
}

/** Replaces what an element holds; what has the keyboard's focus keeps it. */
function refill(element, children) {
  const key = element.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  element.replaceChildren(...children.filter(child => child !== undefined));
  if (key === undefined) return;
  for (const one of element.querySelectorAll('[data-key]')) if (one.dataset.key === key) one.focus();
}

/** A card whose SidecarSet has not changed stays as it is. */
function showSidecarSets(sidecarSets) {
  const main = byId('sidecarsets');
  const present = new Set(sidecarSets.map(({ name }) => name));
  for (const [name, { element }] of cards) {
    if (present.has(name)) continue;
    element.remove();
    cards.delete(name);
  }
  main.querySelector(':scope > p')?.remove();
  if (sidecarSets.length === 0) main.append(el('p', {}, 'The cluster has no SidecarSet.'));
  sidecarSets.forEach((set, index) => {
    const text = JSON.stringify(set);
    const card = cards.get(set.name) ?? { element: el('article'), text: '' };
    if (card.text !== text) refill(card.element, sidecarSetCard(set));
    cards.set(set.name, { ...card, text });
    if (main.children[index] !== card.element) main.insertBefore(card.element, main.children[index] ?? null);
  });
}

function showTroubles(troubles) {
  const element = byId('troubles');
  element.hidden = troubles.length === 0;
  element.replaceChildren(...troubles.map(trouble => el('li', {}, trouble)));
}

function showConnection(text, lost = false) {
  const element = byId('connection');
  element.classList.toggle('lost', lost);
  if (element.textContent !== text) element.textContent = text;
}

async function read(path) {
  const response = await fetch(path);
  return { found: response.ok, body: await response.json() };
}

function chosenPod() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}

function versionName(version) {
  if (version === undefined) return 'unknown';
  const { revision, customVersion, specHash } = version;
  const named = revision ?? `hash ${specHash.slice(0, 10)}`;
  return customVersion === undefined ? named : `${named} (${customVersion})`;
}

function holding({ held, present, sidecars, progress }) {
  const rows = sidecars.map(one => [one.name, one.held ?? 'not there', one.present ?? 'not there']);
  const versions = ['version', versionName(held), versionName(present)];
  return [
    progress && el('p', {}, stageOf(progress), progress.words),
    table(['sidecar', 'in the pod', 'in the SidecarSet'], [versions, ...rows]),
  ];
}

function choice({ name, chosen, words, holds }) {
  const version = holds?.behind ? tag('not the present version', 'wait') : tag('present version', 'good');
  return el(
    'section',
    {},
    el('h3', {}, `${name} `, tag(chosen ? 'chosen' : 'not chosen', chosen ? 'good' : ''), holds && [' ', version]),
    el('p', {}, words),
    holds && holding(holds),
  );
}

function podCard({ pod, verdict, sidecarSets, slots, assumptions }) {
  return [
    el('h2', {}, pod),
    el('p', {}, verdict),
    ...sidecarSets.map(choice),
    ...assumptions.map(line => el('p', {}, line)),
    ...block(
      'Slots',
      slots.map(line => el('li', {}, line)),
    ),
  ];
}

/** Shows the chosen pod as it is now; an answer that another choice has overtaken is not shown. */
async function showPod() {
  const name = chosenPod();
  const element = byId('pod');
  element.hidden = name === '';
  if (name === '') return;
  const { found, body } = await read(`pod?name=${encodeURIComponent(name)}`);
  if (name !== chosenPod()) return;
  const text = JSON.stringify(body);
  if (text === lastPod) return;
  lastPod = text;
  refill(element, found ? podCard(body) : [el('h2', {}, name), el('p', {}, body.message)]);
}

async function showFound() {
  const text = byId('search').value.trim();
  const { body } =
    text === '' ? { body: { count: 0, first: [] } } : await read(`pods?search=${encodeURIComponent(text)}`);
  if (text !== byId('search').value.trim()) return;
  const none = text !== '' && body.count === 0;
  refill(byId('found'), [none ? el('p', { class: 'quiet' }, 'no pod has this in its name') : names(body, 'found')]);
}

/** The server is gone: the stream says so, and comes back by itself. */
const unlessGone = work => work().catch(() => undefined);

/** What the page has asked for itself is asked for again. */
function refresh() {
  unlessGone(showPod);
  if (byId('search').value !== '') unlessGone(showFound);
}

const events = new EventSource('events');
events.addEventListener('picture', ({ data }) => {
  const { podCount, sidecarSets, troubles } = JSON.parse(data);
  showConnection(`live: ${plural(sidecarSets.length, 'SidecarSet')}, ${plural(podCount, 'pod')} in the cluster`);
  showTroubles(troubles);
  showSidecarSets(sidecarSets);
  refresh();
});
events.addEventListener('changed', refresh);
events.addEventListener('error', () => showConnection('not connected: what you see may be old', true));
byId('search').addEventListener('input', () => unlessGone(showFound));
globalThis.addEventListener('hashchange', async () => {
  await unlessGone(showPod);
  byId('pod').focus();
  byId('pod').scrollIntoView({ block: 'nearest' });
});
setInterval(() => {
  for (const time of document.querySelectorAll('time')) time.textContent = ` ${age(time.dateTime)}`;
}, 1000);
