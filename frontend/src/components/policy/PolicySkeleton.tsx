import { Skeleton, VisuallyHidden } from "@mantine/core";

/** Two groups of settings on their way. */
export function PolicySkeleton({ label }: { label: string }) {
  return (
    <div aria-busy="true" role="status">
      <VisuallyHidden>{label}</VisuallyHidden>
      <Skeleton height={320} radius="lg" mb="xl" />
      <Skeleton height={320} radius="lg" />
    </div>
  );
}
