import { Skeleton, VisuallyHidden } from "@mantine/core";
import classes from "./Shell.module.css";

/** The frame of the shell and of a page, while it is not known yet who is signed in. */
export function ShellSkeleton({ label }: { label: string }) {
  return (
    <div aria-busy="true">
      <div className={classes.header}>
        <div className={classes.bar}>
          <Skeleton height={20} width={180} />
          <Skeleton height={32} circle />
        </div>
      </div>
      <main className={classes.main}>
        <VisuallyHidden component="h1">{label}</VisuallyHidden>
        <Skeleton height={32} width="min(16rem, 60%)" mb="lg" />
        <Skeleton height={160} radius="lg" mb="xl" />
        <Skeleton height={240} radius="lg" />
      </main>
    </div>
  );
}
