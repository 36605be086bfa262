-- uses: model-rules
-- Lets serve what is to serve under a key, once all processes that are alive have told that they are ready, or have failed; or once its time is over.
-- KEYS: the line, the index, the references, the revision, the states, the processes, one that never exists: while the slot is on its way to another
--   node the pieces are not all here.
-- ARGV: the line's name, what the keys of pieces begin with, the channel, the revision that is to serve.
-- Returns 1 when it serves by this; 0 and the milliseconds that are left; 2 when another is to serve by now, or nothing is.
local line = redis.call('HMGET', KEYS[1], 'next', 'nextBlobs', 'nextItems', 'deadline', 'servedBlobs')
if line[1] ~= ARGV[4] then return { 2 } end

local now = model_time()
if now < tonumber(line[4]) then
  for _, process in ipairs(redis.call('ZRANGEBYSCORE', KEYS[6], string.format('(%.0f', now), '+inf')) do
    local state = redis.call('HGET', KEYS[5], process)
    if not state or not (state == 'ready ' .. line[1] or string.find(state, 'failed ' .. line[1] .. ' ', 1, true) == 1) then
      return { 0, tonumber(line[4]) - now }
    end
  end
end

model_release(KEYS[3], line[5] or '', ARGV[2])
redis.call('HSET', KEYS[1], 'served', line[1], 'servedBlobs', line[2], 'servedItems', line[3])
redis.call('HDEL', KEYS[1], 'next', 'nextBlobs', 'nextItems', 'deadline')
redis.call('HSET', KEYS[2], ARGV[1], line[1] .. ' 0')
model_revision(KEYS[4])
redis.call('PUBLISH', ARGV[3], ARGV[1])
return { 1 }
