using System.Text.Json.Nodes;
using Grpc.Core;
using SocialEnzyme.Hub.Chaos.Support;
using SocialEnzyme.Hub.Contracts.Offers.V1;

namespace SocialEnzyme.Hub.Chaos.Load;

/// <summary>Publishes an offer that others may draw on.</summary>
internal sealed class PublishOffer() : Work(1)
{
    public override async Task<bool> DoAsync(Ground ground, Book book, Random random)
    {
        var owner = One(ground.Companies, random);
        var (content, key) = (Some.Offer(random, NewId()), NewId());
        var answer = await owner.CallAsync("PublishOffer", async (headers, deadline) =>
            await owner.Offers.PublishOfferAsync(new() { Content = content, IdempotencyKey = key }, headers, deadline));
        book.Add(new KnownOffer(owner, answer.Offer.Id, content.Contributions.ToDictionary(one => one.Key, one => one.Quantity)));
        ground.Tally.Add("offers published");
        return true;
    }
}

/// <summary>Draws on an offer, as several do at once.</summary>
internal sealed class DrawOnOffer() : Work(10)
{
    public override async Task<bool> DoAsync(Ground ground, Book book, Random random)
    {
        if (book.AnOffer(random) is not { } offer) return false;
        var by = One([.. ground.Everyone], random);
        var drawing = new KnownDrawing(by, NewId(), offer, random.Next(3) == 0 ? "ting" : "timer", random.Next(1, 5));
        var confirm = random.Next(4) == 0;
        if (!await (random.Next(2) == 0 ? ByRestAsync(drawing, confirm) : ByGrpcAsync(drawing, confirm)))
        {
            ground.Tally.Add("drawings refused");
            return true;
        }
        drawing.State = confirm ? "confirmed" : "held";
        offer.Drawings[drawing.Id] = drawing;
        book.Keep(drawing);
        ground.Tally.Add("drawings on offers");
        return true;
    }

    private static async Task<bool> ByRestAsync(KnownDrawing drawing, bool confirm)
    {
        var body = new JsonObject
        {
            ["reservationId"] = drawing.Id,
            ["contributionKey"] = drawing.Key,
            ["quantity"] = drawing.Quantity,
            ["holdSeconds"] = 86_400,
            ["confirm"] = confirm,
        };
        var answer = await drawing.By.SendAsync(HttpMethod.Post, $"/v1/offers/{drawing.Offer.Id}/reservations", body);
        return answer.IsSuccess || (answer.Status == System.Net.HttpStatusCode.Conflict ? false : throw PublishOne.Refused("drawing on an offer", answer));
    }

    private static async Task<bool> ByGrpcAsync(KnownDrawing drawing, bool confirm)
    {
        var request = new ReserveContributionRequest
        {
            ReservationId = drawing.Id,
            OfferId = drawing.Offer.Id,
            ContributionKey = drawing.Key,
            Quantity = drawing.Quantity,
            HoldSeconds = 86_400,
            Confirm = confirm,
        };
        try
        {
            await drawing.By.CallAsync("ReserveContribution", async (headers, deadline) => await drawing.By.Offers.ReserveContributionAsync(request, headers, deadline));
            return true;
        }
        catch (RpcException error) when (error.Trailers.GetValue("problem-code") is "nothing-left" or "conflict") { return false; }
    }
}

/// <summary>Confirms what is held, or gives back what is held or confirmed.</summary>
internal sealed class SettleDrawing() : Work(8)
{
    public override async Task<bool> DoAsync(Ground ground, Book book, Random random)
    {
        if (book.ADrawing() is not { } drawing) return false;
        var gives = drawing.State == "confirmed" || random.Next(3) > 0;
        var answer = await drawing.By.SendAsync(HttpMethod.Post, $"/v1/offers/{drawing.Offer.Id}/reservations/{drawing.Id}:{(gives ? "return" : "confirm")}");
        if (!answer.IsSuccess) throw PublishOne.Refused("settling a drawing", answer);
        drawing.State = gives ? "returned" : "confirmed";
        if (!gives) book.Keep(drawing);
        ground.Tally.Add(gives ? "drawings returned" : "drawings confirmed");
        return true;
    }
}
