import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { keys } from "@/api/staff/keys";
import { server } from "@/testing/server";
import { renderStaff } from "@/testing/staff";
import { MainNav } from "./MainNav";

test("the menu bears the number of what waits, as it is now, and none when nothing does", async () => {
  let total = 3;
  server.use(
    http.get("*/api/decisions/counts/", () =>
      HttpResponse.json({ requests: total, contests: 0, appeals: 0, scans: 0, total }),
    ),
  );
  const { queryClient } = renderStaff(<MainNav />);
  expect(await screen.findByRole("link", { name: "Requests, 3 waiting" })).toBeVisible();
  total = 0;
  await queryClient.invalidateQueries({ queryKey: keys.decisionCounts });
  expect(await screen.findByRole("link", { name: "Requests" })).toBeVisible();
});
