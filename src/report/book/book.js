// Runs in each page of the book: the search.
(function () {
  'use strict';

  const MOST_RESULTS = 12;
  const field = document.querySelector('#search');
  const found = document.querySelector('#found');
  const results = document.querySelector('#results');
  let loading;

  /** The sections of the book: loaded when they are needed, once. */
  function sections() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = 'assets/sections.js';
      script.onload = () => resolve(window.bookSections);
      script.onerror = () => reject(new Error('assets/sections.js is not there'));
      document.head.append(script);
    });
    return loading;
  }

  function simple(text) {
    return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  }

  /** How well a section fits: 0 where a word is missing; a word in the heading counts most. */
  function score({ title, text, chapter }, words) {
    const heading = simple(title);
    const whole = simple(text);
    let points = 0;
    for (const word of words) {
      const often = Math.min(whole.split(word).length - 1, 5);
      const inHeading = heading.includes(word) ? 10 : 0;
      const inChapter = simple(chapter).includes(word) ? 2 : 0;
      if (often + inHeading + inChapter === 0) return 0;
      points += often + inHeading + inChapter;
    }
    return points;
  }

  /** The text around the first word that is found, with that word marked. */
  function excerpt(text, words) {
    const whole = text.toLowerCase();
    const places = words.map((word) => whole.indexOf(word)).filter((place) => place >= 0);
    const at = places.length > 0 ? Math.min(...places) : 0;
    const word = words.find((one) => whole.startsWith(one, at)) ?? '';
    const line = document.createElement('p');
    const mark = document.createElement('mark');
    mark.textContent = text.slice(at, at + word.length);
    const before = text.slice(Math.max(0, at - 40), at);
    const after = text.slice(at + word.length, at + word.length + 90);
    line.append(at > 40 ? `… ${before}` : before, mark, `${after} …`);
    return line;
  }

  function resultOf({ address, chapter, title, text }, words) {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = address;
    link.textContent = title === chapter ? title : `${title} (${chapter})`;
    item.append(link, excerpt(text, words));
    return item;
  }

  async function search() {
    const words = simple(field.value).split(/\s+/).filter(Boolean);
    if (words.length === 0) {
      results.replaceChildren();
      found.textContent = '';
      return;
    }
    const scored = (await sections()).map((section) => ({
      section,
      points: score(section, words),
    }));
    const fitting = scored.filter(({ points }) => points > 0).sort((a, b) => b.points - a.points);
    const shown = fitting.slice(0, MOST_RESULTS);
    results.replaceChildren(...shown.map(({ section }) => resultOf(section, words)));
    const count = `${fitting.length} section${fitting.length === 1 ? '' : 's'}`;
    found.textContent =
      fitting.length > shown.length ? `${count}, the best ${shown.length}` : count;
  }

  field.addEventListener('input', () => search().catch(console.error));
  field.form.addEventListener('submit', (event) => {
    event.preventDefault();
    results.querySelector('a')?.click();
  });
})();
