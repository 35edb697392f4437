// Everything behind the door: one desk for as long as one account is signed in, and the pages around it.
import { lazy, Suspense, useEffect, useState } from "react";
import { Navigate, Route, Routes } from "react-router";
import { Notifier } from "@/features/notifications/components/notifier";
import type { Account } from "@/lib/access";
import { Desk } from "@/lib/live/desk";
import { DeskContext } from "@/lib/live/use-desk";
import { InboxPage } from "./inbox-page";
import { PageSkeleton, pagesFor } from "./pages";
import { Shell } from "./shell";

const NotFound = lazy(() => import("./not-found").then((module) => ({ default: module.NotFound })));

export default function Workspace({ account }: { account: Account }) {
  const [desk, setDesk] = useState<Desk | null>(null);

  // A renewed token brings the same account anew; only another account needs another desk.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => {
    const opened = new Desk(account);
    opened.start();
    setDesk(opened);
    return () => opened.stop();
  }, [account.id]);

  if (!desk) return null;
  return (
    <DeskContext value={desk}>
      <Notifier />
      <Routes>
        <Route element={<Shell account={account} />}>
          <Route index element={<Navigate to="/inbox/waiting" replace />} />
          <Route path="inbox" element={<Navigate to="/inbox/waiting" replace />} />
          <Route path="inbox/:view/:id?" element={<InboxPage />} />
          {pagesFor(account.role).map(({ path, Page }) => (
            <Route
              key={path}
              path={`${path}/*`}
              element={
                <Suspense fallback={<PageSkeleton />}>
                  <Page account={account} />
                </Suspense>
              }
            />
          ))}
          <Route
            path="*"
            element={
              <Suspense fallback={<PageSkeleton />}>
                <NotFound />
              </Suspense>
            }
          />
        </Route>
      </Routes>
    </DeskContext>
  );
}
