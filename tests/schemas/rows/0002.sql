INSERT INTO turns (origin, request, person, guild, channel, place, ticket, cost, created_at, due_at, model, outcome, painted, message, painted_at, shown_at, attempts, showings) VALUES ('message:1', '{"prompt":"a fox","model":"m"}', 1, 7, 42, '{"channel":42,"token":"secret"}', 100, 90, 1.0, 1.0, 'm', 'painted', '[{"picture":{"digest":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","mime":"image/png","size":1,"width":8,"height":8}}]', 500, 3.0, 4.0, 1, 1);
INSERT INTO turns (origin, request, person, guild, channel, place, ticket, cost, created_at, due_at, model, parent) VALUES ('message:2', '{"prompt":"a fox","model":"m"}', 1, 7, 42, '{"channel":42,"token":"secret"}', 200, 90, 1.0, 1.0, 'm', (SELECT id FROM turns WHERE origin = 'message:1'));
INSERT INTO posts (message, turn) VALUES (500, (SELECT id FROM turns WHERE origin = 'message:1'));
INSERT INTO canvases (channel, head) VALUES (42, (SELECT id FROM turns WHERE origin = 'message:2'));
INSERT INTO notebook (key, value) VALUES ('frozen', '7');
INSERT INTO calls (turn, number, worker, model, began_at, ended_at, outcome) VALUES ((SELECT id FROM turns WHERE origin = 'message:1'), 0, 'w', 'm', 2.0, 3.0, 'painted');
INSERT INTO pauses (model, until, failures, since) VALUES ('busy', 9.0, 1, 1.0);
