import { Skeleton, VisuallyHidden } from "@mantine/core";
import classes from "./LiveSession.module.css";

const ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** The shape of the live page while it loads. */
export function LiveSkeleton({ label }: { label: string }) {
  return (
    <div aria-busy="true" role="status">
      <VisuallyHidden component="h1">{label}</VisuallyHidden>
      <Skeleton height={16} width={96} mb="sm" />
      <Skeleton height={34} width="min(26rem, 80%)" mb="sm" />
      <Skeleton height={18} width="min(20rem, 60%)" mb="lg" />
      <Skeleton height={112} radius="lg" mb="lg" />
      <Skeleton height={38} width="min(24rem, 100%)" mb="md" />
      <div className={classes.framed}>
        {ROWS.map((row) => (
          <div key={row} className={classes.bone}>
            <Skeleton height={16} width="min(14rem, 40%)" />
            <Skeleton height={20} width={80} />
          </div>
        ))}
      </div>
    </div>
  );
}
