-- What the operator's API answered to a request that changes something, so that the same request again gets the same answer.
-- By the machine's clock, which no sandbox moves.
CREATE TABLE "api_answers" (
    "token_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER,
    "headers" JSONB,
    "body" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    CONSTRAINT "api_answers_pkey" PRIMARY KEY ("token_id", "key"),
    CONSTRAINT "api_answers_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "api_tokens" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "api_answers_started_at_idx" ON "api_answers" ("started_at");
