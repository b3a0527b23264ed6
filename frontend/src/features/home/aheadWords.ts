/** Every text of what is loaded after the start page. */
export const words = {
  next: "Next classes",
  noneNext: "No classes are planned for you in the next seven days.",
  courses: "Your courses",
  noneCourses: "You are in no course yet.",
  loading: "Loading",
  notHeld: "No class held yet",
  basis: (part: number, whole: number) => `${part} of ${whole} classes attended`,
  below: (limit: number) => `below the ${limit} % that are expected`,
  asOf: (moment: string) => `Rates as of ${moment}`,
  failed: "This could not be loaded.",
  retry: "Try again",
} as const;
