import { z } from 'zod';
import { STEPS } from '../notebook/interact/steps';
import { NUMBERS_MIME } from './keyNumbers';

/** MIME type of a live figure. */
export const PLOTLY_MIME = 'application/vnd.plotly.v1+json';

// The form of a notebook file, nbformat 4:
// https://github.com/jupyter/nbformat/blob/main/nbformat/v4/nbformat.v4.5.schema.json
// As there, fields that it does not know may be anything.

const text = z.union([z.string(), z.array(z.string())]).describe('a text or a list of texts');

/** Letters that stand for bytes; how a picture of that kind starts. */
function base64(what: string, start: string): z.ZodType<string | string[]> {
  return text.refine((value) => isBase64([value].flat().join(''), start), `${what} as base64`);
}

/**
 * Whether a text stands for bytes that start like these.
 * @param start as base64, without its last digits
 */
function isBase64(letters: string, start: string): boolean {
  const dense = letters.replace(/\s/g, '');
  const digits = dense.replace(/={1,2}$/, '').length;
  const bytes = Buffer.from(dense, 'base64').length; // which leaves out what is no digit
  return dense.startsWith(start) && bytes > 0 && bytes === Math.floor((digits * 3) / 4);
}

const png = base64('a PNG picture', 'iVBORw0KGg');
const jpeg = base64('a JPEG picture', '/9j/');

const figure = z.looseObject({
  data: z.array(z.looseObject({}).describe('a trace')).default([]),
  layout: z.looseObject({}).describe('an object').nullish(),
  frames: z.array(z.looseObject({}).describe('a frame')).nullish(),
});

const steps = z.looseObject({
  controls: z.array(
    z.looseObject({ label: z.string(), words: z.array(z.string()), start: z.int().min(0) }),
  ),
  packed: z.string().refine((value) => isBase64(value, 'H4sI'), 'gzip as base64'),
});

const tolerance = z.looseObject({
  abs: z.number().min(0).optional(),
  rel: z.number().min(0).optional(),
});

const data = z
  .looseObject({
    'text/plain': text.optional(),
    'text/html': text.optional(),
    'text/markdown': text.optional(),
    'text/latex': text.optional(),
    'image/svg+xml': text.optional(),
    'image/png': png.optional(),
    'image/jpeg': jpeg.optional(),
    [PLOTLY_MIME]: figure.describe('a Plotly figure').optional(),
    [STEPS]: steps.describe('the stored views of an interact').optional(),
    [NUMBERS_MIME]: z
      .record(z.string(), z.looseObject({ value: z.number(), tolerance }))
      .describe('key numbers by name')
      .optional(),
  })
  .describe('an object of MIME types');

const metadata = z.looseObject({}).describe('an object');

const output = z
  .discriminatedUnion('output_type', [
    z.looseObject({ output_type: z.literal('stream'), name: z.string(), text }),
    z.looseObject({
      output_type: z.enum(['display_data', 'execute_result']),
      data,
      metadata: metadata.optional(),
    }),
    z.looseObject({
      output_type: z.literal('error'),
      ename: z.string(),
      evalue: z.string(),
      traceback: z.array(z.string()),
    }),
  ])
  .describe('an output');

const attachment = z
  .looseObject({ 'image/png': png.optional(), 'image/jpeg': jpeg.optional() })
  .catchall(text)
  .describe('an object of MIME types');

const common = {
  id: z.string().optional(),
  source: text,
  metadata: z
    .looseObject({
      tags: z.array(z.string()).optional(),
      jupyter: z.looseObject({}).describe('an object').optional(),
    })
    .describe('an object'),
};
const attachments = z.record(z.string(), attachment).optional();

/** What a person or program is called, or it with more fields about it. */
const author = z
  .union([z.string(), z.looseObject({ name: z.string() })])
  .describe('a name, or an object with a name');

const cell = z
  .discriminatedUnion('cell_type', [
    z.looseObject({ cell_type: z.literal('markdown'), ...common, attachments }),
    z.looseObject({ cell_type: z.literal('raw'), ...common, attachments }),
    z.looseObject({
      cell_type: z.literal('code'),
      ...common,
      outputs: z.array(output).default([]),
      execution_count: z.int().min(0).nullish(),
    }),
  ])
  .describe('a cell');

/** What a notebook file must hold. A cell that never ran may lack its outputs. */
export const notebookSchema = z
  .looseObject({
    nbformat: z.literal(4),
    nbformat_minor: z.int().min(0),
    metadata: z
      .looseObject({
        kernelspec: z
          .looseObject({ name: z.string().optional(), language: z.string().optional() })
          .describe('an object')
          .optional(),
        language_info: z
          .looseObject({ name: z.string().optional() })
          .describe('an object')
          .optional(),
        lab: z
          .looseObject({ code: z.string().optional(), mode: z.string().optional() })
          .describe('an object')
          .optional(),
        title: z.string().optional(),
        authors: z.array(author).describe('a list of authors').optional(),
        date: z.string().optional(),
        lang: z.string().optional(),
      })
      .describe('an object'),
    cells: z.array(cell).describe('a list of cells'),
  })
  .describe('a notebook');
