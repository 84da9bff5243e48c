/** The look of the workshop: ink, brass and paper, as one Mantine theme. Lengths sit on a grid of 8 px. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

/** The ink of a carpenter's line: the colour of what can be pressed. */
const ink: MantineColorsTuple = [
  '#e9f4f4',
  '#d3e6e7',
  '#a8cdd0',
  '#79b2b7',
  '#529ba1',
  '#398c93',
  '#1c6f77',
  '#135c64',
  '#124e57',
  '#0a3c44',
]
/** Brass fittings: what asks for attention without alarm. */
const brass: MantineColorsTuple = [
  '#fdf5e4',
  '#f8e9cb',
  '#efd197',
  '#e6b85f',
  '#dfa333',
  '#d89517',
  '#a86c00',
  '#875600',
  '#6d4500',
  '#553500',
]
/** The orange of high-voltage cables: only for what can hurt. */
const cable: MantineColorsTuple = [
  '#fff0e6',
  '#ffdfca',
  '#ffbd96',
  '#ff985c',
  '#fd7a30',
  '#f96714',
  '#c44700',
  '#a83c00',
  '#8a3000',
  '#6d2500',
]

/** Deeper than the library's, so that small words on its light tint stay readable. */
const green: MantineColorsTuple = [
  '#ebf7ee',
  '#d5efdc',
  '#ade0ba',
  '#82cf96',
  '#5fc178',
  '#48b865',
  '#2f9e57',
  '#26834a',
  '#1f6b3a',
  '#17532c',
]

const SANS =
  '"Segoe UI Variable Text", "Segoe UI", system-ui, -apple-system, Roboto, "Noto Sans", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'
const MONO = '"Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono", monospace'

export const theme = createTheme({
  colors: { ink, brass, cable, green },
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  headings: { fontFamily: SANS, fontWeight: '650' },
  defaultRadius: 'md',
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '40px' },
  radius: { xs: '2px', sm: '4px', md: '8px', lg: '12px', xl: '16px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
})

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f5f2ea',
    '--mantine-color-text': '#1d2a2e',
    '--mantine-color-dimmed': '#55646a',
    '--mantine-color-default': '#fffdf8',
    '--mantine-color-default-border': '#d5d0c3',
    '--mantine-color-placeholder': '#69767b',
    '--mantine-color-error': '#b3261e',
    '--surface': '#fffdf8',
    '--surface-sunk': '#ece8dd',
    '--edge': '#d9d4c6',
    '--ink-strong': '#124e57',
    '--brass-strong': '#8a5800',
    '--danger': '#b3261e',
    '--good': '#1f6b3a',
  },
  dark: {
    '--mantine-color-body': '#12181b',
    '--mantine-color-text': '#e4e6e1',
    '--mantine-color-dimmed': '#a3b0b3',
    '--mantine-color-default': '#1b2327',
    '--mantine-color-default-border': '#374248',
    '--mantine-color-placeholder': '#8f9da1',
    '--mantine-color-error': '#ff9d94',
    '--surface': '#1b2327',
    '--surface-sunk': '#0d1214',
    '--edge': '#303b40',
    '--ink-strong': '#7cc0c6',
    '--brass-strong': '#e6b85f',
    '--danger': '#ff9d94',
    '--good': '#7bcf98',
  },
})
