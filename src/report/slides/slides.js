// Runs in a page of slides: starts reveal.js, and draws the live figures of a slide when it comes.
(function () {
  'use strict';

  /** Enlarge a figure at most this much: its letters grow with it. */
  const MOST = 2;

  const { Reveal, RevealNotes } = window;
  const specs = JSON.parse(document.querySelector('script#figures').textContent);
  const mark = document.currentScript.nonce;
  const isPrinted = /print-pdf/i.test(window.location.search);
  let plotly;

  /** Unpacks plotly.js, once. */
  function loadPlotly() {
    plotly ??= unpack(document.querySelector('script#plotly').textContent).then((source) => {
      const script = document.createElement('script');
      script.nonce = mark;
      script.textContent = source;
      document.head.append(script);
    });
    return plotly;
  }

  function unpack(letters) {
    const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(unpacked).text();
  }

  /** Gives a drawn figure the size of its place, letters included. */
  function fit(figure) {
    const place = figure.querySelector('.plot');
    const { width, height } = place.dataset;
    const room = figure.getBoundingClientRect();
    const shown = Reveal.getScale();
    const scale = Math.min(room.width / shown / width, room.height / shown / height, MOST);
    place.style.transform = `translateX(-50%) scale(${scale})`;
  }

  async function draw(figure) {
    const place = figure.querySelector('.plot');
    if (figure.classList.contains('live')) return fit(figure);
    const { data, layout, frames } = specs[figure.id];
    const size = { width: layout?.width || 640, height: layout?.height || 420 };
    Object.assign(place.dataset, size);
    place.style.width = `${size.width}px`;
    place.style.height = `${size.height}px`;
    figure.classList.add('live');
    fit(figure);
    const config = { displaylogo: false, staticPlot: isPrinted };
    try {
      await window.Plotly.newPlot(place, {
        data,
        layout: { ...layout, ...size, autosize: false },
        config,
        frames: frames || [],
      });
    } catch (error) {
      figure.classList.remove('live');
      console.error(error);
    }
  }

  /** Figures of a slide; on paper stills stand for those that have one. */
  function figuresOf(slide) {
    const all = [...slide.querySelectorAll('figure[id]')].filter(({ id }) => id in specs);
    return isPrinted ? all.filter(({ classList }) => classList.contains('alone')) : all;
  }

  async function drawAll(figures) {
    if (figures.length === 0) return;
    await loadPlotly();
    for (const figure of figures) await draw(figure);
  }

  /** What is higher than its slide can be scrolled by keys, too. */
  function letScroll(slide) {
    for (const sheet of slide.querySelectorAll('.sheet'))
      if (sheet.scrollHeight > sheet.clientHeight + 1) sheet.tabIndex = 0;
  }

  function show(slide) {
    if (!slide) return;
    letScroll(slide);
    drawAll(figuresOf(slide)).catch(console.error);
  }

  Reveal.on('ready', ({ currentSlide }) =>
    isPrinted ? drawAll(figuresOf(document)).catch(console.error) : show(currentSlide),
  );
  Reveal.on('slidechanged', ({ currentSlide }) => show(currentSlide));
  Reveal.on('resize', () => show(Reveal.getCurrentSlide()));
  const settings = {
    width: 1280,
    height: 720,
    margin: 0,
    center: false,
    hash: true,
    slideNumber: 'c/t',
    transition: 'none',
    backgroundTransition: 'none',
    controlsTutorial: false,
    scrollActivationWidth: null,
    pdfMaxPagesPerSlide: 1,
    pdfSeparateFragments: false,
    plugins: RevealNotes ? [RevealNotes] : [],
  };
  // Formulas are as large as the text around them only if that is displayed while they are set.
  const typeset = window.MathJax?.startup.promise ?? Promise.resolve();
  typeset
    .catch(console.error)
    .then(() => {
      document.body.classList.remove('typesetting');
      return Reveal.initialize(settings);
    })
    .catch(console.error);
})();
