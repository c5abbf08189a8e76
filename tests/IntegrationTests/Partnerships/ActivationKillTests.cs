using Npgsql;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Partnerships;

/// <summary>
/// kill -9 at every step of an activation: of a group of partnerships each is stopped at another call, before it arrives or after it had its effect;
/// then the one who asks, or the one who is asked, is killed. Each of them settles with all confirmed, or with all returned.
/// </summary>
public sealed class ActivationKillTests(ActivationHub hub) : IClassFixture<ActivationHub>
{
    private static readonly string[] Good = ["GetOffer", "ReserveContribution", "GetNeed", "ReservePlaces", "ConfirmReservation", "ConfirmReservation"];

    // Nothing is left of the need: what is held of the offer goes back, and the place that was never held, too.
    private static readonly string[] Refused = ["GetOffer", "ReserveContribution", "GetNeed", "ReservePlaces", "ReturnReservation", "ReturnReservation"];

    // The hold of the place ran out before it was confirmed: what is confirmed of the offer goes back. Counted from that confirmation on.
    private static readonly string[] Lapsed = ["ConfirmReservation", "ReturnReservation", "ReturnReservation"];

    private static readonly Moment[] Moments = [Moment.BeforeItArrives, Moment.BeforeItsAnswer];

    [Theory]
    [InlineData("partnerships", 1, 2, 3)]
    [InlineData("partnerships", 4, 5, 6)]
    [InlineData("offers", 1, 2, 5)]
    [InlineData("needs", 3, 4, 6)]
    public Task All_is_confirmed_whoever_is_killed_at_whatever_step(string victim, params int[] calls) => TryAsync(
        victim, calls, Good, () => hub.PromiseAsync(),
        async (promise, call, moment) =>
        {
            var stopped = promise.Calls.StopAt(call, moment);
            await promise.AgreeAsync();
            return await Within(stopped);
        },
        promise => promise.ActiveAsync());

    [Theory]
    [InlineData("partnerships", 4, 5, 6)]
    [InlineData("offers", 5)]
    [InlineData("needs", 4, 6)]
    public Task All_is_returned_when_one_is_refused_whoever_is_killed_at_whatever_step(string victim, params int[] calls) => TryAsync(
        victim, calls, Refused,
        async () =>
        {
            var promise = await hub.PromiseAsync(places: 1);
            await promise.FillNeedAsync(1);
            return promise;
        },
        async (promise, call, moment) =>
        {
            var stopped = promise.Calls.StopAt(call, moment);
            await promise.AgreeAsync();
            return await Within(stopped);
        },
        promise => promise.ReturnedAsync("not enough is left"));

    [Theory]
    [InlineData("partnerships", 1, 2, 3)]
    [InlineData("offers", 2)]
    [InlineData("needs", 1, 3)]
    public Task What_was_confirmed_is_returned_when_a_hold_ran_out_whoever_is_killed_at_whatever_step(string victim, params int[] calls) => TryAsync(
        victim, calls, Lapsed, () => hub.PromiseAsync(),
        async (promise, call, moment) =>
        {
            // First it is stopped where the place is about to be confirmed, and the hold runs out meanwhile. That call is lost and made again.
            var stopped = promise.Calls.StopAt(6, Moment.BeforeItArrives);
            await promise.AgreeAsync();
            Assert.Equal("ConfirmReservation", await Within(stopped));
            await promise.LapseAsync();
            promise.Calls.Release();
            return await Within(promise.Calls.StopAt(call, moment));
        },
        promise => promise.ReturnedAsync("the time of the reservation was up"));

    [Theory]
    [InlineData("partnerships", "id")]
    [InlineData("activations", "partnership_id")]
    public async Task All_is_confirmed_although_partnerships_is_killed_in_the_middle_of_writing_it_down(string table, string column)
    {
        var promise = await hub.PromiseAsync();
        var stopped = promise.Calls.StopAt(6, Moment.BeforeItsAnswer);
        await promise.AgreeAsync();
        Assert.Equal("ConfirmReservation", await Within(stopped));
        await using (var connection = await hub.Database("partnerships").OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            // The call is made again and answered; the note of it, or the step that makes it active, waits for this row.
#pragma warning disable CA2100 // One of two words of this test.
            await using var lockIt = new NpgsqlCommand($"SELECT 1 FROM {table} WHERE {column} = $1 FOR UPDATE", connection, transaction) { Parameters = { new() { Value = promise.Id } } };
#pragma warning restore CA2100
            await lockIt.ExecuteScalarAsync();
            promise.Calls.Release();
            await Eventually.Is("it waits for the row", async () => await hub.CountAsync(
                "partnerships", "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0);
            // Here nobody shortens the lease: another process takes over when it ends.
            await hub.KillAsync("partnerships", isHurried: false);
        }
        await promise.ActiveAsync();
    }

    private async Task TryAsync(
        string victim, int[] calls, string[] names, Func<Task<Promise>> promise, Func<Promise, int, Moment, Task<string>> reach, Func<Promise, Task> settled)
    {
        var all = new List<(Promise Promise, int Call, Moment Moment)>();
        foreach (var call in calls)
        {
            foreach (var moment in Moments)
            {
                all.Add((await promise(), call, moment));
            }
        }
        var reached = await Task.WhenAll(all.Select(one => reach(one.Promise, one.Call, one.Moment)));
        Assert.Equal(all.Select(one => names[one.Call - 1]), reached);
        await hub.KillAsync(victim);
        all.ForEach(one => one.Promise.Calls.Release());
        await Task.WhenAll(all.Select(one => settled(one.Promise)));
    }

    private static Task<string> Within(Task<string> stopped) => stopped.WaitAsync(TimeSpan.FromSeconds(60));
}
