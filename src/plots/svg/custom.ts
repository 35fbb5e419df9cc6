import type { Api } from './echarts';

/** A custom series of ECharts: `count` pieces, each drawn by `piece`. */
export function custom(
  base: object,
  count: number,
  piece: (api: Api, index: number) => object | null,
): object {
  return {
    ...base,
    type: 'custom',
    clip: true,
    data: Array.from({ length: count }, (_, i) => [i]),
    encode: {},
    renderItem: (p: { dataIndex: number }, api: Api) => piece(api, p.dataIndex),
  };
}
