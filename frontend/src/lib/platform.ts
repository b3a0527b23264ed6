export type Platform = "ios" | "android" | "desktop";

/** The kind of system, for advice only. */
export function platform(agent: string = navigator.userAgent): Platform {
  if (/iPhone|iPad|iPod/.test(agent)) return "ios";
  return /Android/.test(agent) ? "android" : "desktop";
}

/** Whether the page runs inside another application, which often keeps the camera to itself. */
export function isInAppBrowser(agent: string = navigator.userAgent): boolean {
  return /FBAN|FBAV|Instagram|Line\/|MicroMessenger|Snapchat|TikTok|BytedanceWebview|LinkedInApp|; wv\)/.test(
    agent,
  );
}
