using SocialEnzyme.Hub.Contracts.Impact.V1;

namespace SocialEnzyme.Hub.Impact;

/// <summary>The gRPC door of impact; the same handlers as REST.</summary>
internal sealed class ImpactGrpc : ImpactService.ImpactServiceBase;
