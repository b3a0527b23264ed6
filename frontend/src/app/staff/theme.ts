import {
  ActionIcon,
  Checkbox,
  createTheme,
  type MantineColorsTuple,
  Menu,
  Modal,
  NativeSelect,
  Radio,
  SegmentedControl,
  Textarea,
  TextInput,
} from "@mantine/core";

/** The one accent. Shade 8 carries white text at 7.6 : 1, shade 6 is the lightest used for text on white. */
const ink: MantineColorsTuple = [
  "#eff3ff",
  "#dee6fd",
  "#bdcbf9",
  "#98adf4",
  "#7b94ef",
  "#627ee8",
  "#4c69de",
  "#3d57c8",
  "#3247ac",
  "#26378a",
];

/** Neutral greys; 6 is the lightest one that text may use on white (5.6 : 1). */
const gray: MantineColorsTuple = [
  "#f7f8f9",
  "#eff1f3",
  "#e3e6e9",
  "#d2d6db",
  "#b3b9c1",
  "#8b939e",
  "#5d6672",
  "#464e59",
  "#303740",
  "#1b2027",
];

/** Dark scheme: 7 is the page, 6 a surface, 4 a line, 2 secondary text (6.9 : 1 on the page). */
const dark: MantineColorsTuple = [
  "#dce0e5",
  "#b9c0c9",
  "#99a2ad",
  "#6c7580",
  "#3a414a",
  "#2a3037",
  "#1e2328",
  "#14181c",
  "#0f1215",
  "#0a0c0e",
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
  black: "#1b2027",
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
      defaultProps: { shadow: "md", position: "bottom-end", withinPortal: true },
    }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        radius: "lg",
        closeButtonProps: { "aria-label": "Close" },
        overlayProps: { backgroundOpacity: 0.45 },
      },
    }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: "sm" } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { radius: "md" } }),
    TextInput: TextInput.extend({ defaultProps: { size: "sm" } }),
    Textarea: Textarea.extend({ defaultProps: { autosize: true, minRows: 2 } }),
  },
});
