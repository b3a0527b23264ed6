/** Browsers by the sign they leave in `User-Agent`; the first that fits, since most also name Chrome. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\/|OPT\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrom(e|ium)\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
];

const SYSTEMS: readonly (readonly [RegExp, string, boolean])[] = [
  [/iPhone|iPod/, "iPhone", true],
  [/iPad/, "iPad", true],
  [/Android/, "Android", true],
  [/Windows/, "Windows", false],
  [/CrOS/, "ChromeOS", false],
  [/Macintosh|Mac OS X/, "Mac", false],
  [/Linux|X11/, "Linux", false],
];

interface Device {
  /** Such as "Chrome on Android"; empty when the browser does not say. */
  name: string;
  /** Whether it is held in a hand. */
  isHandheld: boolean;
}

/** What a browser says that it is, in words. */
export function deviceOf(userAgent: string): Device {
  const browser = BROWSERS.find(([sign]) => sign.test(userAgent))?.[1];
  const system = SYSTEMS.find(([sign]) => sign.test(userAgent));
  const name = [browser, system?.[1]].filter((part) => part !== undefined).join(" on ");
  return { name, isHandheld: system?.[2] ?? false };
}
