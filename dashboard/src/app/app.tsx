// What every page needs around it, and whether somebody is signed in.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Tooltip } from "radix-ui";
import { lazy, Suspense, useEffect } from "react";
import { BrowserRouter } from "react-router";
import { Toasts } from "@/components/ui/toasts";
import { LoginPage } from "@/features/login/components/login-page";
import { freshToken, useAccess } from "@/lib/access";
import { callOpenly } from "@/lib/http";
import { ApiError } from "@/lib/http";
import { wearBrand } from "@/lib/theme";
import { Crash } from "./crash";
import { Splash } from "./splash";

const Workspace = lazy(() => import("./workspace"));
const RETRY_MS = 3_000;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status < 500),
    },
  },
});

function useAppearance(): void {
  useEffect(() => {
    callOpenly<{ color: string }>("/api/widget/config").then(
      ({ color }) => wearBrand(color),
      () => undefined,
    );
  }, []);
}

function Door() {
  const access = useAccess();
  const unknown = access.state === "unknown";
  useEffect(() => {
    if (!unknown) return;
    const knock = () => void freshToken().catch(() => undefined);
    knock();
    const again = setInterval(knock, RETRY_MS);
    return () => clearInterval(again);
  }, [unknown]);

  if (access.state === "unknown") return <Splash unreachable={access.unreachable} />;
  if (access.state === "out") return <LoginPage />;
  return (
    <Suspense fallback={<Splash unreachable={false} />}>
      <Workspace key={access.account.id} account={access.account} />
    </Suspense>
  );
}

export function App() {
  useAppearance();
  return (
    <Crash>
      <QueryClientProvider client={queries}>
        <Tooltip.Provider delayDuration={400}>
          <BrowserRouter basename="/dashboard">
            <Door />
          </BrowserRouter>
          <Toasts />
        </Tooltip.Provider>
      </QueryClientProvider>
    </Crash>
  );
}
