// Runs in the browser page of tests/plots.browser.ts: draws a figure both ways and reads what a
// person sees.
/* global document, Plotly, Image, OffscreenCanvas */
'use strict';

globalThis.lab = {
  draw([svg, data, layout]) {
    document.getElementById('svg').innerHTML = svg;
    return Plotly.newPlot('plot', data, layout, { staticPlot: true }).then(() => undefined);
  },

  drawLive([data, layout]) {
    document.getElementById('svg').innerHTML = '';
    return Plotly.newPlot('plot', data, layout, { displayModeBar: false }).then(() => undefined);
  },

  /** What stands there after the slider moved, once Plotly has drawn it. */
  async slid() {
    await new Promise((done) => setTimeout(done, 100));
    const plot = document.getElementById('plot');
    const shown = plot._fullData.filter((t) => t.visible === true).map((t) => t.index);
    return {
      ...seen(plot),
      shown,
      arrows: [...plot.querySelectorAll('.annotation-arrow-g path')].map((a) =>
        a.getAttribute('d'),
      ),
    };
  },

  /** Words of both drawings, those that are cut at an edge, and Plotly's ticks in pixels. */
  read() {
    const plot = document.getElementById('plot');
    const svg = document.querySelector('#svg svg');
    const full = plot._fullLayout;
    const axes = Object.keys(full).filter(
      (key) => /^[xy]axis\d*$/.test(key) && full[key].visible !== false,
    );
    return {
      svg: seen(svg),
      plotly: { ...seen(plot), traces: plot._fullData.length },
      ticks: axes.flatMap((axis) =>
        full[axis]._vals
          .filter((v) => !v.minor && v.text)
          .map((v) => ({
            axis,
            label: String(v.text),
            at: full[axis]._offset + full[axis].l2p(v.x),
          })),
      ),
    };
  },

  /**
   * The share of the picture, in blocks of 4 x 4 pixels, where two PNGs (data URIs) differ clearly;
   * a line half a pixel aside does not count.
   */
  async difference([a, b]) {
    const [p, q] = [await blocks(a), await blocks(b)];
    let off = 0;
    for (let i = 0; i < p.length; i += 4)
      if (
        Math.abs(p[i] - q[i]) + Math.abs(p[i + 1] - q[i + 1]) + Math.abs(p[i + 2] - q[i + 2]) >
        120
      )
        off++;
    return off / (p.length / 4);
  },
};

function seen(root) {
  const frame = root.getBoundingClientRect();
  const words = [...root.querySelectorAll('text')].filter(
    (t) => t.textContent.trim() !== '' && t.getBoundingClientRect().width > 0,
  );
  const cut = words.filter((t) => {
    const b = t.getBoundingClientRect();
    return (
      b.left < frame.left - 1 ||
      b.right > frame.right + 1 ||
      b.top < frame.top - 1 ||
      b.bottom > frame.bottom + 1
    );
  });
  return {
    size: [frame.width, frame.height],
    words: words.map((t) => t.textContent),
    cut: cut.map((t) => t.textContent),
  };
}

async function blocks(uri) {
  const image = new Image();
  image.src = uri;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width / 4, image.height / 4);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}
