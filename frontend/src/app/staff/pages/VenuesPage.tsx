import { VenueList } from "@/features/courses/VenueList";

/** `/venues` */
export function Component() {
  return <VenueList />;
}
