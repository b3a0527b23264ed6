import { type Platform, platform } from "@/lib/platform";

const siteSteps = (what: string): Record<Platform, readonly string[]> => ({
  ios: [
    "Tap the page icon in the address bar, then “Website Settings”.",
    `Set “${what}” to “Allow”.`,
    "Still blocked? Settings › Privacy & Security: allow it for your browser.",
  ],
  android: [
    "Tap the icon at the start of the address bar, then “Permissions”.",
    `Switch “${what}” on.`,
    "Not there? Android settings › Apps › your browser › Permissions.",
  ],
  desktop: ["Click the icon at the start of the address bar.", `Set “${what}” to “Allow”.`],
});

const STEPS = {
  camera: siteSteps("Camera"),
  location: siteSteps("Location"),
  precise: {
    ios: [
      "Settings › Privacy & Security › Location Services › your browser.",
      "Turn on “Precise Location”.",
    ],
    android: [
      "Android settings › Location › App permissions › your browser.",
      "Turn on “Use precise location”.",
    ],
    desktop: ["Turn on Wi-Fi: computers use it to find their place."],
  },
} as const satisfies Record<string, Record<Platform, readonly string[]>>;

/** How to allow something, in the words of the system at hand. */
export function PermissionSteps({ allow }: { allow: keyof typeof STEPS }) {
  return (
    <ol className="steps">
      {STEPS[allow][platform()].map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  );
}
