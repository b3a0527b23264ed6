import { TermList } from "@/features/courses/TermList";
import { HolidayList } from "@/features/schedule/HolidayList";

/** `/terms`: when is taught, and when not. */
export function Component() {
  return (
    <>
      <TermList />
      <HolidayList />
    </>
  );
}
