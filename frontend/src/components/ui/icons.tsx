import type { ReactNode } from "react";

/** Line icons on a 20 × 20 grid; always decoration, so the text beside them (or a label) must speak. */
function icon(shape: ReactNode) {
  return function Icon({ size = 18 }: { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {shape}
      </svg>
    );
  };
}

export const CheckIcon = icon(<path d="M4 10.5 8 14.5 16 5.5" />);
export const ClockIcon = icon(
  <>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 6v4.2l2.6 1.6" />
  </>,
);
export const AlertIcon = icon(
  <>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 6.4v4.2M10 13.4v.1" />
  </>,
);
export const ShieldIcon = icon(
  <path d="M10 2.8 4 5v4.6c0 3.6 2.5 6.3 6 7.6 3.5-1.3 6-4 6-7.6V5z" />,
);
export const CrossIcon = icon(<path d="M5 5l10 10M15 5 5 15" />);
export const FlagIcon = icon(<path d="M5 17.5V3.2M5 4h9.5l-2 3.2 2 3.3H5" />);
export const SearchIcon = icon(
  <>
    <circle cx="9" cy="9" r="5.2" />
    <path d="m13 13 3.8 3.8" />
  </>,
);
export const PlusIcon = icon(<path d="M10 4v12M4 10h12" />);
export const MinusIcon = icon(<path d="M4 10h12" />);
export const ChevronDownIcon = icon(<path d="m5.5 8 4.5 4.5L14.5 8" />);
export const BackIcon = icon(<path d="M16 10H4.5M9 5.2 4.2 10 9 14.8" />);
export const MenuIcon = icon(<path d="M3.5 5.5h13M3.5 10h13M3.5 14.5h13" />);
export const DotsIcon = icon(
  <>
    <circle cx="4.5" cy="10" r=".8" fill="currentColor" />
    <circle cx="10" cy="10" r=".8" fill="currentColor" />
    <circle cx="15.5" cy="10" r=".8" fill="currentColor" />
  </>,
);
export const PinIcon = icon(
  <>
    <path d="M10 17.5c3.6-3.7 5.4-6.5 5.4-8.9A5.3 5.3 0 0 0 10 3.2a5.3 5.3 0 0 0-5.4 5.4c0 2.4 1.8 5.2 5.4 8.9z" />
    <circle cx="10" cy="8.6" r="1.9" />
  </>,
);
export const ScreenIcon = icon(
  <>
    <rect x="2.8" y="3.5" width="14.4" height="9.8" rx="1.4" />
    <path d="M10 13.3v3.2M6.8 16.5h6.4" />
  </>,
);
export const ListIcon = icon(
  <path d="M7.5 5.5h9M7.5 10h9M7.5 14.5h9M3.6 5.5h.2M3.6 10h.2M3.6 14.5h.2" />,
);
export const UsersIcon = icon(
  <>
    <circle cx="7.6" cy="7" r="2.8" />
    <path d="M2.6 16.2c.5-2.9 2.4-4.4 5-4.4s4.5 1.5 5 4.4M12.8 4.5a2.7 2.7 0 0 1 0 5M14.4 12c1.7.6 2.7 2 3 4.2" />
  </>,
);
export const SunIcon = icon(
  <>
    <circle cx="10" cy="10" r="3.2" />
    <path d="M10 2.5v1.8M10 15.7v1.8M2.5 10h1.8M15.7 10h1.8M4.7 4.7 6 6M14 14l1.3 1.3M15.3 4.7 14 6M6 14l-1.3 1.3" />
  </>,
);
export const MoonIcon = icon(<path d="M16 11.6A6.4 6.4 0 0 1 8.4 4a6.4 6.4 0 1 0 7.6 7.6z" />);
export const DeviceIcon = icon(
  <>
    <circle cx="10" cy="10" r="6.6" />
    <path d="M10 3.4v13.2a6.6 6.6 0 0 0 0-13.2z" fill="currentColor" />
  </>,
);
export const PersonIcon = icon(
  <>
    <circle cx="10" cy="6.8" r="3.3" />
    <path d="M3.8 16.8c.9-3.1 3.3-4.6 6.2-4.6s5.3 1.5 6.2 4.6" />
  </>,
);
export const LockIcon = icon(
  <>
    <rect x="4.5" y="9" width="11" height="7.5" rx="1.6" />
    <path d="M7 9V6.8a3 3 0 0 1 6 0V9" />
  </>,
);
export const SignOutIcon = icon(<path d="M8 3.5H4.5v13H8M8.5 10h8M13.2 6.6 16.6 10l-3.4 3.4" />);
export const CopyIcon = icon(
  <>
    <rect x="7" y="7" width="9.5" height="9.5" rx="1.6" />
    <path d="M13 7V5a1.5 1.5 0 0 0-1.5-1.5H5A1.5 1.5 0 0 0 3.5 5v6.5A1.5 1.5 0 0 0 5 13h2" />
  </>,
);
export const RefreshIcon = icon(
  <path d="M15.8 8A6.2 6.2 0 0 0 4.6 7M4.2 12a6.2 6.2 0 0 0 11.2 1M4.4 3.6V7h3.4M15.6 16.4V13h-3.4" />,
);
export const FullScreenIcon = icon(
  <path d="M3.5 7.5v-4h4M12.5 3.5h4v4M16.5 12.5v4h-4M7.5 16.5h-4v-4" />,
);
export const EyeIcon = icon(
  <>
    <path d="M2.5 10S5.2 4.8 10 4.8 17.5 10 17.5 10 14.8 15.2 10 15.2 2.5 10 2.5 10z" />
    <circle cx="10" cy="10" r="2.3" />
  </>,
);
export const BellIcon = icon(<path d="M5 13.8V9.2a5 5 0 0 1 10 0v4.6l1.2 1.7H3.8zM8.4 17.6h3.2" />);
export const TrashIcon = icon(
  <path d="M3.8 5.5h12.4M8 5.5V3.6h4v1.9M5.4 5.5l.7 11h7.8l.7-11M8.4 8.6v5M11.6 8.6v5" />,
);
