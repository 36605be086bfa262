-- uses: model-rules
-- Changes what is under a key of the catalog, unless somebody has since: what serves, and what is to serve.
-- KEYS: the line, the index, the references, the revision, the states, the numbers, the turn, one that never exists: while the slot is on its way to another
--   node the pieces are not all here.
-- ARGV: 1 the line's name, 2 what the keys of pieces begin with, 3 the channel, 4 who writes this (one text for each write, so that it is done once), 5 the token of the turn (empty: without one),
--   6 the revision that serves and 7 the one that is to serve, as far as the caller knows ('0' for none), 8 what serves from now on ('=': as it is, empty: nothing), 9 its blobs,
--   10 what is to serve ('=', empty), 11 its blobs, 12 milliseconds until it serves at the latest, 13 the highest number of a version.
-- Returns 1 and both revisions; 0 where one of them is another by now; -1 where the turn is another's; -2 and the digest where pieces of a blob are missing.
local line = redis.call('HMGET', KEYS[1], 'served', 'next', 'servedBlobs', 'nextBlobs', 'write')
local served, following = line[1] or '0', line[2] or '0'
if line[5] == ARGV[4] then return { 1, served, following } end
if served ~= ARGV[6] or following ~= ARGV[7] then return { 0 } end
if ARGV[5] ~= '' and redis.call('GET', KEYS[7]) ~= ARGV[5] then return { -1 } end

local missing = model_missing(ARGV[11], ARGV[2])
if missing then return { -2, missing } end

-- Those that come are counted before those that go, or what both have would be gone in between.
if ARGV[8] ~= '=' then model_hold(KEYS[3], ARGV[9], ARGV[2]) end
if ARGV[10] ~= '=' then model_hold(KEYS[3], ARGV[11], ARGV[2]) end

if ARGV[8] ~= '=' then
  model_release(KEYS[3], line[3] or '', ARGV[2])
  served = model_revision(KEYS[4])
  if ARGV[8] == '' then
    served = '0'
    redis.call('HDEL', KEYS[1], 'served', 'servedBlobs', 'servedItems')
  else
    redis.call('HSET', KEYS[1], 'served', served, 'servedBlobs', ARGV[9], 'servedItems', ARGV[8])
  end
end

if ARGV[10] ~= '=' then
  model_release(KEYS[3], line[4] or '', ARGV[2])
  following = model_revision(KEYS[4])
  redis.call('DEL', KEYS[5])
  if ARGV[10] == '' then
    following = '0'
    redis.call('HDEL', KEYS[1], 'next', 'nextBlobs', 'nextItems', 'deadline')
  else
    local deadline = string.format('%.0f', model_time() + tonumber(ARGV[12]))
    redis.call('HSET', KEYS[1], 'next', following, 'nextBlobs', ARGV[11], 'nextItems', ARGV[10], 'deadline', deadline)
  end
end

if served == '0' and following == '0' then
  redis.call('DEL', KEYS[1], KEYS[5])
  redis.call('HDEL', KEYS[2], ARGV[1])
else
  redis.call('HSET', KEYS[1], 'write', ARGV[4])
  redis.call('HSET', KEYS[2], ARGV[1], served .. ' ' .. following)
end

if tonumber(ARGV[13]) > tonumber(redis.call('HGET', KEYS[6], ARGV[1]) or '0') then redis.call('HSET', KEYS[6], ARGV[1], ARGV[13]) end
redis.call('PUBLISH', ARGV[3], ARGV[1])
return { 1, served, following }
