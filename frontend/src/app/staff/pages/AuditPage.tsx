import { AuditTrail } from "@/features/audit/AuditTrail";

/** `/audit` */
export function Component() {
  return <AuditTrail />;
}
