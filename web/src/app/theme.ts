import {
  ActionIcon,
  Button,
  createTheme,
  defaultVariantColorsResolver,
  Input,
  Skeleton,
  type Checkbox,
  type Chip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeComponent,
  type Radio,
  type SegmentedControl,
  type Switch,
  type Tabs,
} from '@mantine/core'

/* Four families, each with one meaning. Nothing on screen is coloured for decoration. */

/** Primary: what can be pressed, what is chosen, what is proven. Shade 7 is the brand's #0f5c5c. */
// prettier-ignore
const teal: MantineColorsTuple =
  ['#eaf4f3', '#d5e8e6', '#aed3d0', '#84bbb8', '#559f9c', '#32807e', '#1b6d6c', '#0f5c5c', '#0b4848', '#073536']

/** Mantine's own `gray`, warmed to sand: every border, hover and disabled state of every component follows at once. */
// prettier-ignore
const sand: MantineColorsTuple =
  ['#faf7f2', '#f4efe7', '#ebe4d8', '#ddd4c5', '#c9beac', '#a2977f', '#7a7161', '#5c554a', '#403b34', '#26231f']

/** "Needs you", and nothing else: a promise running out, an offer to answer, work kept but not sent. */
// prettier-ignore
const amber: MantineColorsTuple =
  ['#fff5e0', '#ffe9be', '#fbd58b', '#f4bf57', '#e8a62b', '#c98611', '#a56a07', '#7d4f04', '#5f3c04', '#432a03']

/** Safety only: a safety concern, a crisis line. Never a validation message, never "delete". */
// prettier-ignore
const red: MantineColorsTuple =
  ['#fdeeeb', '#fad8d2', '#f3b0a6', '#ea8577', '#df5f4f', '#c94434', '#b23325', '#96281c', '#761f16', '#571610']

/** Dark surfaces lean green so that teal and sand keep their temperature; 7 is the page, 6 a card, 0 the ink. */
// prettier-ignore
const dark: MantineColorsTuple =
  ['#ece8e0', '#cfccc5', '#abb1af', '#929c9a', '#3c484a', '#2d3839', '#212a2b', '#161d1e', '#101617', '#0a0f10']

/** As the component's own `extend`, without the component. */
const says = <Component extends { extend: (input: never) => MantineThemeComponent }>(
  input: Parameters<Component['extend']>[0],
): MantineThemeComponent => input

export const theme = createTheme({
  colors: { teal, gray: sand, amber, red, dark },
  primaryColor: 'teal',
  // Dark fills are light teal with dark words: a dark teal fill on a dark card has no visible edge (below 3:1).
  primaryShade: { light: 7, dark: 3 },
  // Not `autoContrast`: it is computed once, for the light shade, and puts white words on the light teal of dark mode (2.1:1).
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input)
    return input.variant === 'filled' ? { ...colors, color: 'var(--cl-on-accent)' } : colors
  },
  black: '#1d2426',
  white: '#ffffff',

  fontFamily: "'Inter Variable', Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace",
  // Five sizes. 16 is the smallest for anything that must be read; 13 is for tab words and kickers.
  fontSizes: { xs: '0.8125rem', sm: '0.875rem', md: '1rem', lg: '1.125rem', xl: '1.375rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.45', xl: '1.3' },
  // Headings by weight, not size: only the screen's sentence (h1) is larger than what it introduces.
  headings: {
    fontWeight: '650',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '1rem', lineHeight: '1.4', fontWeight: '600' },
    },
  },
  // 8 px grid: half, one, two, three and four steps.
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '32px' },
  defaultRadius: 'md',
  // One shadow. Depth is said by the sand page under white cards; the shadow only softens the edge.
  shadows: { sm: '0 1px 2px rgb(38 35 31 / 5%), 0 6px 20px rgb(38 35 31 / 5%)' },
  respectReducedMotion: true,
  cursorType: 'pointer',

  components: {
    // 44 px is the smallest thing that a thumb in a hallway must hit, so no component may go below it by default.
    Button: Button.extend({
      vars: () => ({
        root: {
          '--button-height': '2.75rem',
          '--button-fz': '1rem',
          '--button-padding-x': '1.125rem',
        },
      }),
    }),
    ActionIcon: ActionIcon.extend({ defaultProps: { size: 44, variant: 'subtle' } }),
    // Mantine's default input border is 1.5:1 on white; WCAG 1.4.11 asks 3:1 for the edge of a control.
    Input: Input.extend({
      vars: (_, props) => ({
        wrapper: {
          '--input-bd': props.error ? 'var(--cl-needs)' : 'var(--cl-control-edge)',
          '--input-size': '2.75rem',
          '--input-fz': '1rem',
        },
      }),
    }),
    InputWrapper: Input.Wrapper.extend({
      styles: {
        label: { fontSize: '1rem', fontWeight: 600, marginBottom: 4 },
        description: { fontSize: '0.875rem', marginBottom: 8 },
        error: { fontSize: '1rem', marginTop: 6 },
      },
    }),
    // What few screens use is named by its type alone, so that it comes with those screens.
    Checkbox: says<typeof Checkbox>({ defaultProps: { size: 'md', radius: 'xs' } }),
    Radio: says<typeof Radio>({ defaultProps: { size: 'md' } }),
    Switch: says<typeof Switch>({ defaultProps: { size: 'lg', withThumbIndicator: false } }),
    Chip: says<typeof Chip>({
      defaultProps: { size: 'lg', radius: 'md', variant: 'outline' },
      styles: { label: { width: '100%', height: '2.75rem', fontSize: '1rem', paddingInline: 14 } },
    }),
    // A white pill on sand hardly shows; the ring says which one is chosen.
    SegmentedControl: says<typeof SegmentedControl>({
      defaultProps: { withItemsBorders: false },
      styles: {
        indicator: { boxShadow: 'inset 0 0 0 2px var(--cl-accent)' },
        label: { paddingBlock: 10, fontSize: '1rem' },
      },
    }),
    Tabs: says<typeof Tabs>({ styles: { tab: { minHeight: '2.75rem', fontSize: '1rem' } } }),
    Skeleton: Skeleton.extend({ defaultProps: { radius: 6 } }),
  },
})

/** Our own roles on top of Mantine's. Screens use these names, never a shade number: dark mode is then one table. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--cl-rail': '104px', '--cl-read': '720px', '--cl-tap': '44px' },
  light: {
    '--mantine-color-body': '#faf7f2',
    '--mantine-color-text': '#1d2426',
    '--mantine-color-dimmed': '#566063', // 6.0:1 on sand
    '--mantine-color-default-border': '#ddd4c5',
    '--mantine-color-placeholder': '#6b6558',
    '--mantine-color-anchor': '#0f5c5c',
    '--mantine-color-error': '#7d4f04', // a field to fix is "needs you", not danger
    // The `light` variant is derived from primaryShade; in dark mode that came out nearly black, so both are set.
    '--mantine-color-teal-light': '#d5e8e6',
    '--mantine-color-teal-light-hover': '#c6e0dd',
    '--mantine-color-teal-light-color': '#0b4848',
    '--cl-card': '#ffffff',
    '--cl-well': '#f4efe7', // a quiet area inside a card: quotes, what is shared
    '--cl-line': '#e6ddcf',
    '--cl-control-edge': '#8b8271', // 3.8:1 on white
    '--cl-accent': '#0f5c5c',
    '--cl-on-accent': '#ffffff',
    '--cl-accent-soft': '#eaf4f3',
    '--cl-accent-line': '#aed3d0',
    '--cl-needs': '#7d4f04', // words on amber 6.5:1, on white 7.0:1
    '--cl-needs-soft': '#fff5e0',
    '--cl-needs-line': '#f4bf57',
    '--cl-safety': '#96281c',
    '--cl-safety-soft': '#fdeeeb',
    '--cl-focus': '#0f5c5c',
    '--cl-toast': '#26312f',
    '--cl-band': '#aed3d0',
    '--cl-bar': '#32807e',
    '--cl-track': '#ebe4d8',
  },
  dark: {
    '--mantine-color-body': '#161d1e',
    '--mantine-color-text': '#ece8e0',
    '--mantine-color-dimmed': '#abb1af',
    '--mantine-color-default-border': '#3c484a',
    '--mantine-color-anchor': '#84bbb8',
    '--mantine-color-error': '#f4bf57',
    '--mantine-color-teal-light': '#234344',
    '--mantine-color-teal-light-hover': '#2a4f50',
    '--mantine-color-teal-light-color': '#aed3d0',
    '--cl-card': '#212a2b',
    '--cl-well': '#2a3435',
    '--cl-line': '#364243',
    '--cl-control-edge': '#7f8a88',
    '--cl-accent': '#93c7c4',
    '--cl-on-accent': '#0a1617',
    '--cl-accent-soft': '#1d3536',
    '--cl-accent-line': '#2f5f5f',
    '--cl-needs': '#f4bf57',
    '--cl-needs-soft': '#352a13',
    '--cl-needs-line': '#7d5a17',
    '--cl-safety': '#f3b0a6',
    '--cl-safety-soft': '#3a211d',
    '--cl-focus': '#84bbb8',
    '--cl-toast': '#34413f',
    '--cl-band': '#2f5f5f',
    '--cl-bar': '#559f9c',
    '--cl-track': '#364243',
  },
})
