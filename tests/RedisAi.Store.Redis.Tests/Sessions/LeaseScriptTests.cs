using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Sessions;

/// <summary>The scripts of leases, one by one, on a server.</summary>
public sealed class LeaseScriptTests
{
    [Fact]
    public async Task Free_lease_is_given_with_a_fence_from_the_servers_clock()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();
        long before = rig.Microseconds();

        RespReply reply = rig.Take("a");

        Assert.Equal(1, reply.Items![0].ToNumber());
        Assert.InRange(reply.Items[1].ToNumber(), before, rig.Microseconds());
        Assert.Equal("a", rig.Field("owner"));
        Assert.Equal("at a", rig.Field("address"));
        Assert.InRange(rig.KeptMilliseconds(), 590_000, 600_000);
    }

    [Fact]
    public async Task Lease_of_another_is_refused_with_the_owner_and_the_time_and_the_owner_is_asked_for_it()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();
        rig.Take("a");
        using RespConnection listener = rig.Listen("a");

        RespReply reply = rig.Take("b");

        Assert.Equal(["0", "a", "at a"], reply.Items![..3].Select(static item => item.Text));
        Assert.InRange(reply.Items![3].ToNumber(), 1, LeaseRig.Length);
        Assert.Equal("want s", LeaseRig.Message(listener));
        Assert.Equal("b", rig.Field("wanted"));
        Assert.Equal("a", rig.Field("owner"));
    }

    [Fact]
    public async Task Owner_is_asked_by_the_first_who_waits_and_by_nobody_else()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();
        rig.Take("a");
        rig.Take("b");
        using RespConnection before = rig.Listen("a");

        rig.Take("c");
        rig.Server.Execute("PUBLISH", "ai-owner:a", "nobody else");
        using RespConnection after = rig.Listen("a");
        rig.Take("b");

        Assert.Equal("nobody else", LeaseRig.Message(before));
        Assert.Equal("want s", LeaseRig.Message(after));
    }

    [Fact]
    public async Task Lease_that_is_over_is_given_to_another_with_a_higher_fence()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();
        long first = rig.Fence("a");
        rig.Expire();

        long second = rig.Fence("b");

        Assert.True(second > first);
        Assert.Equal($"{first}", rig.Field("fence1"));
    }

    [Fact]
    public async Task Owner_who_begins_anew_gets_another_fence()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();

        long first = rig.Fence("a");

        Assert.True(rig.Fence("a") > first);
    }

    [Fact]
    public async Task Fence_is_higher_than_the_last_write_and_than_what_others_have_written_whatever_the_clock_says()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();
        long future = rig.Microseconds() + 3_600_000_000;
        long first = rig.Fence("a");
        Assert.Equal(1, rig.Write(first, future, ("h", "one", 0)).ToNumber());
        rig.Expire();

        long second = rig.Fence("b");
        rig.SetRecord("h", second + 1_000_000);
        rig.Expire();

        Assert.True(second > future);
        Assert.Equal(second + 1_000_001, rig.Fence("a"));
        Assert.Equal($"{second + 1_000_001}", rig.Field("fence"));
    }

    [Fact]
    public async Task States_come_with_the_lease_and_those_that_are_gone_are_struck_from_the_list()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();
        long fence = rig.Fence("a");
        rig.Write(fence, fence + 1, ("h", "one", 0), ("c", "two", 60_000), ("gone", "three", 0));
        rig.Server.Execute("DEL", LeaseRig.StateKey("gone"));
        rig.Expire();

        RespReply[] items = rig.Take("b").Items!;

        Assert.Equal(8, items.Length);
        Dictionary<string, (string Record, long Life)> states = items[2..].Chunk(3).ToDictionary(static state => state[0].Text, static state => (state[1].Text, state[2].ToNumber()));
        Assert.Equal(("one", -1), states[LeaseRig.StateKey("h")]);
        Assert.Equal("two", states[LeaseRig.StateKey("c")].Record);
        Assert.InRange(states[LeaseRig.StateKey("c")].Life, 50_000, 60_000);
        Assert.Equal(2, rig.Server.Execute("SCARD", LeaseRig.States).ToNumber());
    }

    [Fact]
    public async Task Write_of_a_former_owner_changes_nothing_and_is_told_who_the_owner_is()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();
        long first = rig.Fence("a");
        rig.Write(first, first + 1, ("h", "one", 0), ("c", "two", 0));
        rig.Expire();
        rig.Fence("b");

        RespReply reply = rig.Write(first, first + 2, ("h", "late", 0), ("c", "", -1), ("new", "late", 0));

        Assert.Equal(["0", "b", "at b"], reply.Items!.Select(static item => item.Text));
        Assert.Equal(["one", "two", ""], rig.Records("h", "c", "new"));
        Assert.Equal("b", rig.Field("owner"));
    }

    [Fact]
    public async Task Write_of_who_never_had_the_lease_is_refused()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();

        RespReply reply = rig.Write(17, 18, ("h", "one", 0));

        Assert.Equal(["0", "", ""], reply.Items!.Select(static item => item.Text));
        Assert.Equal("", rig.State("h"));
    }

    [Fact]
    public async Task Late_owner_goes_on_while_nobody_else_has_taken_the_lease()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();
        long fence = rig.Fence("a");
        rig.Expire();

        Assert.Equal(1, rig.Write(fence, fence + 1, ("h", "one", 0)).ToNumber());
        Assert.Equal("one", rig.State("h"));
    }

    [Fact]
    public async Task Repeated_write_is_acknowledged_and_does_not_replace_a_later_one()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();
        long fence = rig.Fence("a");
        rig.Write(fence, fence + 1, ("h", "one", 0));
        rig.Write(fence, fence + 2, ("h", "two", 0));

        Assert.Equal(1, rig.Write(fence, fence + 1, ("h", "one", 0)).ToNumber());
        Assert.Equal("two", rig.State("h"));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 0)]
    public async Task Former_owner_learns_whether_his_last_write_was_done_before_the_lease_was_lost(int version, int outcome)
    {
        using LeaseRig rig = await LeaseRig.StartAsync();
        long fence = rig.Fence("a");
        rig.Write(fence, fence + 1, ("h", "one", 0));
        rig.Expire();
        rig.Fence("b");

        Assert.Equal(outcome, rig.Write(fence, fence + version, ("h", "one", 0)).Items![0].ToNumber());
    }

    [Fact]
    public async Task Sessions_that_share_a_script_have_an_answer_each()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();
        long mine = rig.Fence("a");
        long lost = rig.Fence("a", "t");
        rig.Expire("t");
        rig.Fence("b", "t");
        long alsoMine = rig.Fence("a", "u");

        RespReply[] replies = rig.WriteAll(("s", mine, mine + 1, "one"), ("t", lost, lost + 1, "two"), ("u", alsoMine, alsoMine + 1, "three"));

        Assert.Equal((1L, 0L, 1L), (replies[0].ToNumber(), replies[1].Items![0].ToNumber(), replies[2].ToNumber()));
        Assert.Equal("at b", replies[1].Items![2].Text);
        Assert.Equal<string>(["one", "", "three"], [rig.State("h"), rig.State("h", "t"), rig.State("h", "u")]);
    }

    [Fact]
    public async Task Lease_is_given_up_with_the_last_states_and_who_waits_is_told()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();
        long fence = rig.Fence("a");
        rig.Take("b");
        using RespConnection listener = rig.Listen("b");

        Assert.Equal(1, rig.Release(fence, fence + 1, ("h", "last", 0)).ToNumber());

        Assert.Equal("free s", LeaseRig.Message(listener));
        Assert.Equal("last", rig.State("h"));
        Assert.Equal("", rig.Field("owner"));
        Assert.True(rig.Fence("b") > fence);
    }

    [Fact]
    public async Task Giving_up_twice_is_as_good_as_once()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();
        long fence = rig.Fence("a");
        rig.Release(fence, fence + 1, ("h", "last", 0));

        Assert.Equal(1, rig.Release(fence, fence + 1, ("h", "last", 0)).ToNumber());

        rig.Fence("b");
        Assert.Equal(2, rig.Release(fence, fence + 1, ("h", "last", 0)).Items![0].ToNumber());
        Assert.Equal("b", rig.Field("owner"));
    }

    [Fact]
    public async Task States_are_written_all_or_none_where_memory_is_full()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();
        long fence = rig.Fence("a");
        rig.Write(fence, fence + 1, ("h", "one", 0), ("c", "two", 0));
        rig.Server.SetMaxMemory(1);

        Assert.Throws<InvalidOperationException>(() => rig.Write(fence, fence + 2, ("h", "three", 0), ("c", "four", 0)));

        Assert.Equal(["one", "two"], rig.Records("h", "c"));
        rig.Server.SetMaxMemory(0);
        Assert.Equal(1, rig.Write(fence, fence + 2, ("h", "three", 0), ("c", "four", 0)).ToNumber());
        Assert.Equal(["three", "four"], rig.Records("h", "c"));
    }

    [Fact]
    public async Task Leases_are_renewed_together_and_those_that_were_lost_are_told()
    {
        using LeaseRig rig = await LeaseRig.StartAsync();
        long mine = rig.Fence("a");
        long lost = rig.Fence("a", "t");
        rig.Expire("t");
        rig.Fence("b", "t");
        long asked = rig.Fence("a", "u");
        rig.Take("b", "u");
        long before = long.Parse(rig.Field("until"), System.Globalization.CultureInfo.InvariantCulture);
        rig.Expire();

        RespReply[] replies = rig.Renew(("s", mine), ("t", lost), ("u", asked), ("none", 5)).Items!;

        Assert.Equal(["1", "at b", "2", ""], replies.Select(static reply => reply.Text));
        Assert.True(long.Parse(rig.Field("until"), System.Globalization.CultureInfo.InvariantCulture) >= before);
        Assert.Equal(0, rig.Server.Execute("EXISTS", LeaseRig.Lease("none")).ToNumber());
    }
}
