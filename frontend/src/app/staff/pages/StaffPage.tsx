import { StaffList } from "@/features/people/StaffList";

/** `/staff` */
export function Component() {
  return <StaffList />;
}
