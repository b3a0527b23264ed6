import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { changePolicy, fetchPolicy, previewPolicy } from "@/api/staff/administration";
import { keys } from "@/api/staff/keys";

export function usePolicy() {
  return useQuery({ queryKey: keys.policy, queryFn: ({ signal }) => fetchPolicy(signal) });
}

export const usePreview = () => useMutation({ mutationFn: previewPolicy });

export function useChangePolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: changePolicy,
    onSuccess: (policy) => client.setQueryData(keys.policy, policy),
  });
}
