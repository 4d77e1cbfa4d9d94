// What a store decides, for Redis: the algorithm of src/rate_limit/store.rs, step by step.
//
// All of the state is one sorted set, so that every step takes the logarithm of its size. Members begin
// with a letter, and each kind has a range of scores of its own, in milliseconds:
//
//   w<holder>           the queue                                order - 1e13
//   p<holder>:<number>  a permit                                 when it is free
//   d<holder>           its turn is kept until then              + 1e13
//   s<holder>           it counts as a holder until then         + 2e13
//   m<name>             epoch, last, offset, paused, recovery    + 3e13

export const SCRIPT = `local k,h,v,B=KEYS[1],ARGV[1],{},1e13
for i=2,#ARGV do v[i]=tonumber(ARGV[i]) end
local requests,per,lease,want,bulk,waited,spare,pause,first=v[3],v[4],v[5],v[6],v[7],v[8],v[9],v[10],v[12]
local function call(c,...) return redis.call(c,k,...) end
local function get(m) local s=call('ZSCORE','m'..m) return s and s-3*B or 0 end
local function set(m,s) call('ZADD',s+3*B,'m'..m) return s end
local max,min=math.max,math.min
local t=redis.call('TIME')
local time=t[1]*1000+math.floor(t[2]/1000)
local epoch=get('epoch')
if epoch==0 then epoch=set('epoch',time) end
local offset=get('offset')
local last=get('last')
if time+offset<last then offset=set('offset',last-time) end
local now=set('last',time+offset)
local recovery=get('recovery')
if v[11]==1 or (v[2]~=0 and v[2]~=epoch) then recovery=set('recovery',now+per) end
local paused=get('paused')
if pause>0 then paused=set('paused',max(paused,now+min(pause,86400000))) end
local p,w,d='p'..h..':','w'..h,'d'..h
for i=13,#ARGV,2 do
if v[i+1]>0 then call('ZADD',now+v[i+1],p..v[i]) else call('ZREM',p..v[i]) end
end
call('ZREMRANGEBYSCORE',0,now)
call('ZREMRANGEBYSCORE',2*B,2*B+now)
for _,m in ipairs(call('ZRANGEBYSCORE',B,B+now)) do call('ZREM',m,'w'..m:sub(2)) end
call('ZREM',w,d)
local granted,wait=0,0
local handicap=bulk*per
local free=requests-call('ZCOUNT',0,B)
if want>0 then
call('ZADD',now-waited+handicap-B,w)
local ahead=call('ZRANK',w)
if now>=paused and free>ahead then
local share=math.ceil(free/call('ZCOUNT','-inf','(0'))
granted=max(0,min(want,now<recovery and spare or want,share,free-ahead))
end
for i=first,first+granted-1 do call('ZADD',now+lease+per,p..i) end
if granted==want or now<recovery then
call('ZREM',w)
if granted<want then wait=min(per,recovery-now) end
else
if granted>0 then call('ZADD',now+handicap-B,w) end
local slot=call('ZRANK',w)-free+granted
local wake=now
if slot>=0 then wake=min(call('ZRANGEBYSCORE',0,B,'WITHSCORES','LIMIT',slot,1)[2] or now+per,now+per) end
wake=max(wake,paused)
call('ZADD',wake+min(max(math.floor(per/20),50),1000)+B,d)
wait=wake-now
end
end
call('ZADD',now+wait+per+2*B,'s'..h)
local life=max(lease,wait+per)+per+1000
life=max(life,paused-now,recovery-now)
if call('PTTL')<life then call('PEXPIRE',life) end
local next=call('ZRANGEBYSCORE',0,B,'WITHSCORES','LIMIT',0,1)[2] or now-1
return {epoch,now,granted,wait,call('ZCOUNT',2*B,3*B),max(requests-call('ZCOUNT',0,B),0),next-now,max(paused-now,0),max(recovery-now,0)}`;
