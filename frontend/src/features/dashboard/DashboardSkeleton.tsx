import { Skeleton } from "@mantine/core";
import classes from "./Dashboard.module.css";

const ROWS = ["a", "b", "c"];

/** The shape of the dashboard while it loads. */
export function DashboardSkeleton({ label }: { label: string }) {
  return (
    <div aria-busy="true" role="status" aria-label={label}>
      <Skeleton height={20} width={130} mb="sm" />
      <div className={classes.boneFrame}>
        {ROWS.map((row) => (
          <div key={row} className={classes.row}>
            <div>
              <Skeleton height={18} width={220} mb={8} />
              <Skeleton height={14} width={140} />
            </div>
            <Skeleton height={36} width={170} />
          </div>
        ))}
      </div>
      <Skeleton height={20} width={150} mb="sm" mt="xl" />
      <Skeleton height={240} radius="lg" />
    </div>
  );
}
