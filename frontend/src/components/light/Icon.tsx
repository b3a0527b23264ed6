const PATHS = {
  tick: "M5 12.5 10 17.5 19.5 7",
  clock: "M12 7v5.2l3.4 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
  hourglass: "M7 3h10M7 21h10M8 3c0 4.5 8 5.5 8 9s-8 4.5-8 9M16 3c0 4.5-8 5.5-8 9s8 4.5 8 9",
  pin: "M12 21s7-6.3 7-11.5A7 7 0 0 0 5 9.5C5 14.7 12 21 12 21ZM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  camera: "M4 8h3.2l1.6-2.5h6.4L16.8 8H20v11H4V8ZM12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4Z",
  offline:
    "M3 3l18 18M8.5 16.2a5 5 0 0 1 7 0M5.3 12.7a9.6 9.6 0 0 1 4.4-2.5M18.7 12.7a9.6 9.6 0 0 0-3-2M12 19.6v.1",
  refresh:
    "M20 11a8 8 0 0 0-14.5-3.5L4 9M4 4.5V9h4.5M4 13a8 8 0 0 0 14.5 3.5L20 15M20 19.5V15h-4.5",
  lock: "M6 11h12v9H6v-9ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c1-3.8 4-5.5 7.5-5.5s6.5 1.7 7.5 5.5",
  people:
    "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 19.5c.7-3.3 3.3-5 6.5-5s5.8 1.7 6.5 5M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.9c1.9.8 3.1 2.3 3.5 4.6",
  cross: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  info: "M12 11v5.5M12 7.7v.1M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
  scan: "M4 8.5V4h4.5M15.5 4H20v4.5M20 15.5V20h-4.5M8.5 20H4v-4.5M8 12h8",
  keys: "M3.5 7h17v10.5h-17V7ZM7 10.5v.1M10.3 10.5v.1M13.7 10.5v.1M17 10.5v.1M8 14h8",
  torch: "M8 3h8l-1 6.5V21H9V9.5L8 3ZM8.3 6.5h7.4M12 12.5v2",
  history: "M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5M12 8v4.3l2.8 1.7",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z",
  screen: "M3.5 5h17v11h-17V5ZM8.5 20h7M12 16v4",
  phone: "M7.5 3h9v18h-9V3ZM11 17.8h2",
  leave: "M14 4H5v16h9M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5",
  back: "M19.5 12h-15M10.5 6l-6 6 6 6",
  next: "M9.5 6l6 6-6 6",
  plus: "M12 5v14M5 12h14",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  bell: "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15l1.5-2ZM10 21.3h4",
  sliders:
    "M4 7.5h7M16 7.5h4M4 16.5h4M13 16.5h7M13.5 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM10.5 19a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  mail: "M3.5 6h17v12.5h-17V6ZM4 7l8 6.2L20 7",
  message: "M4 5h16v11.5H10.5L6.5 20v-3.5H4V5ZM8.2 10.8v.1M12 10.8v.1M15.8 10.8v.1",
  calendar: "M4 6h16v14H4V6ZM4 10.5h16M8.5 3.5V8M15.5 3.5V8",
  hand: "M8 12V5.8a1.5 1.5 0 0 1 3 0V11M11 11V4.5a1.5 1.5 0 0 1 3 0V11M14 11V6a1.5 1.5 0 0 1 3 0v8.5c0 4-2 6.5-5.5 6.5-3 0-4.3-1.5-5.5-4L4 13.5c-.6-1.3 1-2.3 2-1.2l2 2.2",
} as const;

export type IconName = keyof typeof PATHS;

/** A line icon in the colour of the text; decorative, so it has no name of its own. */
export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
  return (
    <svg
      className={`icon icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} pathLength={1} />
    </svg>
  );
}
