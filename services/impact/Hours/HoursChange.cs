using SocialEnzyme.Hub.Impact.Ledger;
using SocialEnzyme.Hub.Impact.Partnerships;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>What one transaction does to hours: reports, entries of the ledger, and what is told of it.</summary>
internal sealed class HoursChange(IReadOnlyDictionary<Guid, Partnership> partnerships)
{
    private readonly Dictionary<Guid, HoursReport> _saved = [];

    /// <summary>The newest of each report.</summary>
    public IReadOnlyCollection<HoursReport> Saved => _saved.Values;

    public List<NewEntry> Entered { get; } = [];

    /// <summary>Reports whose entry is reversed.</summary>
    public List<(Guid HoursId, string Reason)> TakenBack { get; } = [];

    /// <summary>What may have become, or ceased to be, a question of double reporting.</summary>
    public HashSet<(Guid Partnership, Guid Twin)> Touched { get; } = [];

    /// <summary>Told in this order, a batch at a time.</summary>
    public Dictionary<Guid, HoursReport> Reported { get; } = [];

    public List<HoursReport> Approved { get; } = [];

    public List<(HoursReport Hours, string Reason)> Rejected { get; } = [];

    public List<(HoursReport Hours, string Reason)> Corrected { get; } = [];

    public IReadOnlyDictionary<Guid, Partnership> Partnerships => partnerships;

    public bool IsEmpty => _saved.Count == 0;

    /// <summary>A report that is new, or says something else, and counts only if it is approved.</summary>
    public void Report(HoursReport hours, HoursReport? before)
    {
        Save(hours, before);
        if (hours.State is HoursState.Approved)
        {
            Reported.Remove(hours.Id);
            Count(hours);
        }
        else
        {
            Reported[hours.Id] = hours;
        }
    }

    /// <summary>It counts from now on.</summary>
    public void Approve(HoursReport hours)
    {
        Save(hours, null);
        Count(hours);
    }

    /// <summary>It never counted and will not.</summary>
    public void Reject(HoursReport hours, string reason)
    {
        Save(hours, hours);
        Rejected.Add((hours, reason));
    }

    /// <summary>What counts stays as it is: its correction was refused.</summary>
    public void Refuse(HoursReport hours, string reason)
    {
        Save(hours, null);
        Rejected.Add((hours, reason));
    }

    /// <summary>A correction waits, or waits no more; what counts is as it was.</summary>
    public void Ask(HoursReport hours)
    {
        Save(hours, null);
        if (hours.Correction is not null)
        {
            Reported[hours.Id] = hours;
        }
    }

    /// <summary>What counted is reversed, and what it says now takes its place.</summary>
    public void Correct(HoursReport hours, HoursReport before, string reason)
    {
        Save(hours, before);
        TakenBack.Add((hours.Id, reason));
        if (hours.State is HoursState.Approved)
        {
            Entered.Add(NewEntry.Of(hours, reason));
        }
        Corrected.Add((hours, reason));
    }

    private void Count(HoursReport hours)
    {
        Entered.Add(NewEntry.Of(hours, null));
        Approved.Add(hours);
    }

    private void Save(HoursReport hours, HoursReport? before)
    {
        _saved[hours.Id] = hours;
        Touched.Add((hours.Content.PartnershipId, hours.Content.Twin));
        if (before is not null)
        {
            Touched.Add((before.Content.PartnershipId, before.Content.Twin));
        }
    }
}
