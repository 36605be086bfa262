-- uses: stream-rules
-- Gives a consumer its next messages: those of its list of pending ones that it has not seen, since others have put them there or an answer was lost, and new ones of the stream. All
-- pending messages of a session are in the list of one consumer, so a new one of a session whose messages another one has goes to that one's list.
-- KEYS: stream, consumers of the group, one that never exists: while a slot is on its way to another node the positions are not all here.
-- ARGV: group, consumer, how many messages, how many pending ones make a consumer full, the id of the last one of its list that it has seen,
--   the field that has the session, the tag that sessions get, what keys of positions begin with, how long a session stays with its consumer (ms), the channels' beginning.
-- Returns: 1 if there is more in the list, else 0, and the messages, each with the id of the one of its session that comes before it here (empty: none); 2 where the server does not know that the consumer has seen so much: it has lost the last of its data, delivers messages again,
--   and they may come to the list before what was seen there. So the consumer is to begin at the start of its list, before it gets anything else.
local stream, members = KEYS[1], KEYS[2]
local group, me, count, limit, seen = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local time = now()
local stamp = whole(time)
if later(seen, redis.call('HGET', members, 'seen:' .. me) or '0-0') then return { 2, {} } end

local messages = {}
local function answer(more)
  if #messages > 0 then redis.call('HSET', members, 'seen:' .. me, messages[#messages][1]) end
  return { more, messages }
end

if #redis.call('XPENDING', stream, group, '(' .. seen, '+', 1, me) > 0 then
  messages = redis.call('XREADGROUP', 'GROUP', group, me, 'COUNT', count, 'STREAMS', stream, seen)[1][2]
  local applied = {}
  for _, message in ipairs(messages) do
    local key = place(message[2], ARGV[6], ARGV[7], ARGV[8])
    if key then
      if applied[key] == nil then applied[key] = redis.call('HGET', key, 'applied') or '' end
      message[3] = applied[key]
    end
  end
  if #messages == count then return answer(1) end
end

-- While somebody is full nothing new is taken: it might be for him.
local pending = redis.call('XPENDING', stream, group)
for _, consumer in ipairs(pending[4] or {}) do
  if tonumber(consumer[2]) >= limit then return answer(0) end
end

local new = redis.call('XREADGROUP', 'GROUP', group, me, 'COUNT', count - #messages, 'STREAMS', stream, '>')
if not new then return answer(0) end

local told, alive = {}, {}
for _, message in ipairs(new[1][2]) do
  local id = message[1]
  local key = place(message[2], ARGV[6], ARGV[7], ARGV[8])
  local owner = me
  if key then
    local position = redis.call('HMGET', key, 'consumer', 'last', 'applied', 'at')
    local present = position[1]
    local open = position[2] and later(position[2], position[3])
    message[3] = (open and position[2] or position[3]) or ''
    if not later(id, position[3]) then
      -- The group was made anew, and reads what was ended before.
      owner = nil
      redis.call('XACK', stream, group, id)
    elseif present and present ~= me then
      if open then
        -- Dead or alive: who takes over from it gets this one with those before it.
        owner = present
      elseif position[4] and time - tonumber(position[4]) < tonumber(ARGV[9]) then
        if alive[present] == nil then alive[present] = living(members, present, time) or false end
        if alive[present] then owner = present end
      end
    end
    if owner then redis.call('HSET', key, 'consumer', owner, 'last', id, 'at', stamp) end
  end
  if owner == me then
    messages[#messages + 1] = message
  elseif owner then
    redis.call('XCLAIM', stream, group, owner, 0, id, 'JUSTID')
    told[owner] = true
  end
end

for consumer in pairs(told) do redis.call('PUBLISH', ARGV[10] .. consumer, 'mail') end
return answer(0)
