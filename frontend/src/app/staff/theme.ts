import {
  ActionIcon,
  Checkbox,
  createTheme,
  type MantineColorsTuple,
  Menu,
  NativeSelect,
  Radio,
  SegmentedControl,
  Textarea,
  TextInput,
} from "@mantine/core";

/** The one accent, the same as in the light entry. Shade 8 carries white text at 8 : 1. */
const ink: MantineColorsTuple = [
  "#eef0ff",
  "#dfe2fe",
  "#c0c6fc",
  "#a0a8fa",
  "#858df6",
  "#6d74ef",
  "#565be5",
  "#4347d9",
  "#3538cd",
  "#2b2da8",
];

/** Neutral greys with a trace of blue; 6 is the lightest one that text may use on white. */
const gray: MantineColorsTuple = [
  "#f6f7f9",
  "#eceef2",
  "#e1e5eb",
  "#d0d6df",
  "#aeb6c3",
  "#7d8798",
  "#586274",
  "#434d5e",
  "#2a3345",
  "#0f1729",
];

/** Dark scheme: 7 is the page, 6 a surface, 4 a line, 2 secondary text. */
const dark: MantineColorsTuple = [
  "#dde2ea",
  "#bfc7d3",
  "#a9b3c3",
  "#768194",
  "#3b4453",
  "#2b323e",
  "#171b23",
  "#0d1016",
  "#0a0c11",
  "#07090c",
];

const SYSTEM_FONTS =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';

/** House theme: one accent, neutral greys, AA contrast, targets of at least 24 px. */
export const theme = createTheme({
  colors: { ink, gray, dark },
  primaryColor: "ink",
  primaryShade: 8,
  autoContrast: true,
  luminanceThreshold: 0.35,
  black: "#0f1729",
  fontFamily: SYSTEM_FONTS,
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace',
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  headings: {
    fontWeight: "650",
    sizes: {
      h1: { fontSize: "1.75rem", lineHeight: "1.2" },
      h2: { fontSize: "1.25rem", lineHeight: "1.3" },
      h3: { fontSize: "1rem", lineHeight: "1.4" },
    },
  },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { size: 36, variant: "subtle", color: "gray" } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: "md" } }),
    Radio: Radio.extend({ defaultProps: { size: "md" } }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: "md",
        position: "bottom-end",
        withinPortal: false,
        withInitialFocusPlaceholder: false,
      },
    }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: "sm" } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { radius: "md" } }),
    TextInput: TextInput.extend({ defaultProps: { size: "sm" } }),
    Textarea: Textarea.extend({ defaultProps: { autosize: true, minRows: 2 } }),
  },
});
