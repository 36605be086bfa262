-- What the scripts of streams share. Times are those of the server, in milliseconds.

local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- A number as it is written: Lua would write large ones with an exponent.
local function whole(number)
  return string.format('%.0f', number)
end

-- Whether the first id comes after the second; anything comes after nothing.
local function later(one, other)
  if not other then return true end
  -- As the server gives them: 13 digits of milliseconds, a hyphen, a number. Equally long ones are in the order of their characters; a third of the time that reading their numbers takes.
  if #one == #other and string.byte(one, 14) == 45 and string.byte(other, 14) == 45 then return one > other end
  local ms, seq = string.match(one, '^(%d+)-(%d+)$')
  local otherMs, otherSeq = string.match(other, '^(%d+)-(%d+)$')
  ms, seq, otherMs, otherSeq = tonumber(ms), tonumber(seq), tonumber(otherMs), tonumber(otherSeq)
  if ms ~= otherMs then return ms > otherMs end
  return seq > otherSeq
end

-- A session with its hash tag, as in the keys of its states.
local function tagged(session)
  local open = string.find(session, '{', 1, true)
  if open then
    local close = string.find(session, '}', open + 1, true)
    local wrapped = open == 1 and string.sub(session, -1) == '}'
    if close and close > open + 1 and not wrapped then return session end
  end
  return '{' .. session .. '}'
end

-- The key of a session's position in the stream; nil for a message that has no session.
local function place(fields, field, tag, head)
  if field == '' or not fields then return nil end
  for i = 1, #fields, 2 do
    if fields[i] == field then
      local session = fields[i + 1]
      if session == '' then return nil end
      if string.sub(session, 1, #tag) ~= tag then session = tag .. ':' .. session end
      return head .. tagged(session)
    end
  end
  return nil
end

-- Whether a consumer counts as alive.
local function living(members, consumer, time)
  local ends = redis.call('HGET', members, 'until:' .. consumer)
  return ends and tonumber(ends) > time
end
