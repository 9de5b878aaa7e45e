CREATE TABLE alembic_version ( version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num) );
CREATE TABLE turns ( id INTEGER NOT NULL, origin TEXT, parent INTEGER, pick INTEGER DEFAULT '0' NOT NULL, request TEXT NOT NULL, person BIGINT NOT NULL, guild BIGINT, channel BIGINT, place TEXT, ticket BIGINT NOT NULL, cost BIGINT NOT NULL, created_at DOUBLE NOT NULL, due_at DOUBLE NOT NULL, lease TEXT, lease_until DOUBLE DEFAULT '0' NOT NULL, attempts INTEGER DEFAULT '0' NOT NULL, showings INTEGER DEFAULT '0' NOT NULL, outcome TEXT, painted TEXT DEFAULT '[]' NOT NULL, reason TEXT DEFAULT '' NOT NULL, facts TEXT DEFAULT '{}' NOT NULL, words TEXT DEFAULT '' NOT NULL, note BIGINT, message BIGINT, painted_at DOUBLE, shown_at DOUBLE, CONSTRAINT pk_turns PRIMARY KEY (id), CONSTRAINT uq_turns_origin UNIQUE (origin), CONSTRAINT fk_turns_parent FOREIGN KEY(parent) REFERENCES turns (id) );
CREATE INDEX ix_turns_open ON turns (ticket, id) WHERE shown_at IS NULL;
CREATE INDEX ix_turns_person ON turns (person, ticket);
CREATE INDEX ix_turns_channel ON turns (channel, id);
CREATE TABLE posts ( message BIGINT NOT NULL, turn INTEGER NOT NULL, CONSTRAINT pk_posts PRIMARY KEY (message), CONSTRAINT fk_posts_turn FOREIGN KEY(turn) REFERENCES turns (id) );
CREATE TABLE canvases ( channel BIGINT NOT NULL, head INTEGER, listens BOOLEAN DEFAULT true NOT NULL, told BOOLEAN DEFAULT false NOT NULL, CONSTRAINT pk_canvases PRIMARY KEY (channel), CONSTRAINT fk_canvases_head FOREIGN KEY(head) REFERENCES turns (id) );
CREATE TABLE notebook ( "key" TEXT NOT NULL, value TEXT NOT NULL, CONSTRAINT pk_notebook PRIMARY KEY ("key") );
INSERT INTO alembic_version (version_num) VALUES ('0001');
