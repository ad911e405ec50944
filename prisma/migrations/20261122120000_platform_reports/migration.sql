CREATE TABLE "platform_reports" (
    "subject" TEXT NOT NULL,
    "report" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "platform_reports_pkey" PRIMARY KEY ("subject")
);
