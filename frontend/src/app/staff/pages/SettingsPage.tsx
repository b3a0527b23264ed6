import { PolicySettings } from "@/features/settings/PolicySettings";

/** `/settings` */
export function Component() {
  return <PolicySettings />;
}
