import { Requests } from "@/features/requests/Requests";

/** `/requests` */
export function Component() {
  return <Requests />;
}
