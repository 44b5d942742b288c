import {
  Badge,
  createTheme,
  type CSSVariablesResolver,
  defaultVariantColorsResolver,
  DEFAULT_THEME,
  Table,
  Tooltip,
} from '@mantine/core';

const FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';
const MONOSPACE =
  'ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace';

/** Fonts of the reader's system: nothing is fetched, and text is there with the first paint. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  defaultRadius: 'md',
  fontFamily: FONT,
  fontFamilyMonospace: MONOSPACE,
  headings: { fontFamily: FONT, fontWeight: '650' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver: defaultVariantColorsResolver,
  components: {
    Badge: Badge.extend({ defaultProps: { tt: 'none' } }),
    Tooltip: Tooltip.extend({ defaultProps: { multiline: true, maw: 320, withArrow: true } }),
    Table: Table.extend({ defaultProps: { highlightOnHover: true } }),
  },
});

const COLORS = Object.keys(DEFAULT_THEME.colors).filter((name) => name !== 'dark');

/** Text on its own tint. */
function lightVariants(shade: number, mixedWith: string): Record<string, string> {
  return Object.fromEntries(
    COLORS.map((color) => [
      `--mantine-color-${color}-light-color`,
      `color-mix(in srgb, var(--mantine-color-${color}-${shade}), ${mixedWith} 22%)`,
    ]),
  );
}

/** Darker dimmed and tinted text than the library's own, which stays under a contrast of 4.5. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f6f7f9',
    '--mantine-color-dimmed': '#535a63',
    '--mantine-color-placeholder': '#676e77',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-8)',
    ...lightVariants(9, 'black'),
  },
  dark: {
    '--mantine-color-body': '#16181c',
    '--mantine-color-dimmed': '#a6abb3',
    '--mantine-color-placeholder': '#9096a0',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-3)',
    ...lightVariants(3, 'white'),
  },
});
