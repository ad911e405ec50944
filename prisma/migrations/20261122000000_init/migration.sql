-- CreateTable
CREATE TABLE "clock" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "offset_ms" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "clock_pkey" PRIMARY KEY ("id")
);

INSERT INTO "clock" DEFAULT VALUES;

-- The one clock of portal, provisioner and SQL: the transaction's start, in whole milliseconds as JavaScript
-- has them, moved by the sandbox's offset.
CREATE FUNCTION app_now() RETURNS timestamptz STABLE PARALLEL SAFE
RETURN date_trunc('milliseconds', now())
  + coalesce((SELECT "offset_ms" FROM "clock" WHERE "id" = 1), 0) * interval '1 millisecond';

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "phone" TEXT NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'zh',
    "consent_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_codes" (
    "id" UUID NOT NULL,
    "phone" TEXT NOT NULL,
    "address_hash" TEXT NOT NULL,
    "code_hash" TEXT NOT NULL,
    "attempts_left" INTEGER NOT NULL DEFAULT 5,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "sign_in_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "user_agent" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "phone" TEXT NOT NULL,
    "tier" TEXT NOT NULL,
    "valid_until" TIMESTAMPTZ(3),
    "source" TEXT NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("phone")
);

-- CreateTable
CREATE TABLE "campaigns" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" JSONB NOT NULL,
    "policy" JSONB NOT NULL,
    "stock" INTEGER,
    "claimed" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "campaigns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entitlements" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "campaign_id" UUID NOT NULL,
    "phone" TEXT NOT NULL,
    "granted_days" INTEGER NOT NULL,
    "grants" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "entitlements_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "day_entries" (
    "id" BIGSERIAL NOT NULL,
    "entitlement_id" UUID NOT NULL,
    "days" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "expires_before" TIMESTAMPTZ(3),
    "expires_after" TIMESTAMPTZ(3),
    "note" TEXT NOT NULL DEFAULT '',
    "ended_by" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "day_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "point_entries" (
    "id" BIGSERIAL NOT NULL,
    "user_id" UUID NOT NULL,
    "points" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "point_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "instances" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "spec_version" INTEGER NOT NULL DEFAULT 1,
    "restarts" INTEGER NOT NULL DEFAULT 0,
    "suspended_at" TIMESTAMPTZ(3),
    "token_version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),
    "phase" TEXT NOT NULL DEFAULT 'provisioning',
    "phase_reason" TEXT NOT NULL DEFAULT 'claimed',
    "phase_detail" TEXT NOT NULL DEFAULT '',
    "phase_since" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),
    "spec_version_seen" INTEGER NOT NULL DEFAULT 0,
    "restarts_seen" INTEGER NOT NULL DEFAULT 0,
    "handle" TEXT,
    "endpoint" TEXT,
    "config_hash" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "retry_at" TIMESTAMPTZ(3),
    "ready_at" TIMESTAMPTZ(3),
    "observed_at" TIMESTAMPTZ(3),
    "verified_at" TIMESTAMPTZ(3),
    "last_activity_at" TIMESTAMPTZ(3),
    "channel_status" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "instances_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_settings" (
    "instance_id" UUID NOT NULL,
    "preset" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "format" TEXT NOT NULL DEFAULT 'openai-completions',
    "key_sealed" TEXT NOT NULL,
    "key_version" INTEGER NOT NULL DEFAULT 1,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "model_settings_pkey" PRIMARY KEY ("instance_id")
);

-- CreateTable
CREATE TABLE "channel_settings" (
    "id" UUID NOT NULL,
    "instance_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "secret_sealed" TEXT NOT NULL,
    "secret_version" INTEGER NOT NULL DEFAULT 1,
    "brand" TEXT NOT NULL DEFAULT 'feishu',
    "origin" TEXT NOT NULL,
    "owner_id" TEXT,
    "bot_id" TEXT,
    "bot_name" TEXT,
    "accepted_at" TIMESTAMPTZ(3),
    "refusal" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "channel_settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "channel_scans" (
    "id" UUID NOT NULL,
    "instance_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "brand" TEXT NOT NULL DEFAULT 'feishu',
    "device_code_sealed" TEXT NOT NULL,
    "qr_url" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "detail" TEXT NOT NULL DEFAULT '',
    "poll_every_ms" INTEGER NOT NULL,
    "polls" INTEGER NOT NULL DEFAULT 0,
    "trouble_since" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "channel_scans_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_phone_key" ON "users"("phone");

-- CreateIndex
CREATE INDEX "sign_in_codes_phone_created_at_idx" ON "sign_in_codes"("phone", "created_at");

-- CreateIndex
CREATE INDEX "sign_in_codes_address_hash_created_at_idx" ON "sign_in_codes"("address_hash", "created_at");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "campaigns_slug_key" ON "campaigns"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "entitlements_user_id_campaign_id_key" ON "entitlements"("user_id", "campaign_id");

-- CreateIndex
CREATE UNIQUE INDEX "entitlements_campaign_id_phone_key" ON "entitlements"("campaign_id", "phone");

-- CreateIndex
CREATE UNIQUE INDEX "day_entries_key_key" ON "day_entries"("key");

-- CreateIndex
CREATE INDEX "day_entries_entitlement_id_id_idx" ON "day_entries"("entitlement_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "point_entries_key_key" ON "point_entries"("key");

-- CreateIndex
CREATE INDEX "point_entries_user_id_idx" ON "point_entries"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "instances_user_id_key" ON "instances"("user_id");

-- CreateIndex
CREATE INDEX "instances_observed_at_idx" ON "instances"("observed_at");

-- CreateIndex
CREATE UNIQUE INDEX "channel_settings_channel_app_id_key" ON "channel_settings"("channel", "app_id");

-- CreateIndex
CREATE UNIQUE INDEX "channel_settings_instance_id_channel_key" ON "channel_settings"("instance_id", "channel");

-- CreateIndex
CREATE INDEX "channel_scans_instance_id_created_at_idx" ON "channel_scans"("instance_id", "created_at");

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "day_entries" ADD CONSTRAINT "day_entries_entitlement_id_fkey" FOREIGN KEY ("entitlement_id") REFERENCES "entitlements"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "point_entries" ADD CONSTRAINT "point_entries_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "instances" ADD CONSTRAINT "instances_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_settings" ADD CONSTRAINT "model_settings_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "instances"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "channel_settings" ADD CONSTRAINT "channel_settings_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "instances"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "channel_scans" ADD CONSTRAINT "channel_scans_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "instances"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
