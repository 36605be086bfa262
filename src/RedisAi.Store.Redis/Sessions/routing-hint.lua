-- Says where the owner of a session is, if its lease has not run out.
local lease = redis.call('HMGET', KEYS[1], 'address', 'until')
if not lease[1] or not lease[2] then
  return false
end
local time = redis.call('TIME')
if tonumber(lease[2]) < time[1] * 1000 + math.floor(time[2] / 1000) then
  return false
end
return lease[1]
