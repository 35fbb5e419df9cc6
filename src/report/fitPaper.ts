/**
 * Runs in a page before it is printed: makes a figure up to a fifth smaller where that lets it
 * stand at the foot of a page, which would else be left empty. To know where pages end, the text is
 * laid out in columns of the size of a page, which browsers break as they break pages. A figure
 * keeps its size where a fifth is not enough. Words in a table are cut only where it would be wider
 * than the page, and a formula that is wider gets smaller: else the browser makes all pages
 * smaller.
 */
export const FIT_PAPER = `(function () {
  var LEAST = 0.8;
  var PAGE = { width: 672, height: 978, gap: 120 }; // A4 without its margins (report.css), in px

  /** Lets the rules for print hold on the screen, and none for the screen. */
  function dressForPaper() {
    Array.from(document.styleSheets).forEach(function (sheet) {
      Array.from(sheet.cssRules).forEach(function (rule) {
        if (!(rule instanceof CSSMediaRule)) return;
        if (rule.media.mediaText === 'print') rule.media.mediaText = 'all';
        else if (/screen/.test(rule.media.mediaText)) rule.media.mediaText = 'not all';
      });
    });
  }

  function inColumns(text, work) {
    var before = text.getAttribute('style');
    Object.assign(text.style, {
      width: PAGE.width + 'px', height: PAGE.height + 'px', margin: '0', padding: '0',
      columnWidth: PAGE.width + 'px', columnGap: PAGE.gap + 'px', columnFill: 'auto',
    });
    work();
    if (before === null) text.removeAttribute('style');
    else text.setAttribute('style', before);
  }

  function pageOf(rect, text) {
    var along = rect.left - text.getBoundingClientRect().left + 1;
    return Math.floor(along / (PAGE.width + PAGE.gap));
  }

  /** What is seen before an element, in the order of the text. */
  function seenBefore(element, text) {
    for (var at = element; at !== text; at = at.parentElement)
      for (var other = at.previousElementSibling; other; other = other.previousElementSibling)
        if (other.getClientRects().length > 0) return other;
  }

  /** How much of the page before a figure is empty, which stands first on its own; else 0. */
  function roomAbove(figure, text) {
    var page = pageOf(figure.getBoundingClientRect(), text);
    var before = seenBefore(figure, text);
    if (!before) return 0;
    var last = Array.from(before.getClientRects()).pop();
    var foot = text.getBoundingClientRect().top + PAGE.height;
    return pageOf(last, text) === page - 1 ? foot - last.bottom : 0;
  }

  function fit(figure, text) {
    var picture = figure.querySelector('img.still');
    if (!picture || picture.getClientRects().length === 0) return;
    var room = roomAbove(figure, text);
    var size = picture.getBoundingClientRect();
    var around = figure.getBoundingClientRect().height - size.height + 16; // and its margin
    if ((room - around) / size.height < LEAST) return;
    var page = pageOf(size, text);
    for (var part = Math.min(1, (room - around) / size.height); part >= LEAST; part -= 0.02) {
      picture.style.width = Math.floor(size.width * part) + 'px';
      if (pageOf(picture.getBoundingClientRect(), text) < page) return;
    }
    picture.style.width = '';
  }

  function keepWords(table) {
    table.classList.add('whole-words');
    var room = table.parentElement.getBoundingClientRect().width;
    if (table.getBoundingClientRect().width > room + 1) table.classList.remove('whole-words');
  }

  function narrow(formula) {
    var drawn = formula.querySelector('svg');
    // step by step: its width is a whole number of pixels for each ex, so it changes in jumps
    for (var size = parseFloat(getComputedStyle(formula).fontSize); size > 4; size -= 0.25) {
      if (drawn.getBoundingClientRect().width <= PAGE.width) return;
      formula.style.fontSize = size + 'px';
    }
  }

  function fitAll() {
    dressForPaper();
    var parts = document.querySelectorAll('.part');
    (parts.length > 0 ? Array.from(parts) : [document.body]).forEach(function (text) {
      inColumns(text, function () {
        text.querySelectorAll('mjx-container[display="true"]').forEach(narrow);
        text.querySelectorAll('.html table').forEach(keepWords);
        text.querySelectorAll('.figure').forEach(function (figure) { fit(figure, text); });
      });
    });
  }

  var typeset = window.MathJax ? MathJax.startup.promise : Promise.resolve();
  var pictures = Array.from(document.images).map(function (picture) {
    return picture.decode().catch(function () {});
  });
  Promise.all(pictures.concat(typeset)).then(fitAll).catch(console.error);
})();`;
