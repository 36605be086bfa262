namespace RedisAi.PublicDocs;

/// <summary>A type or member that users of an assembly can see.</summary>
/// <param name="Id">Its name in documentation files.</param>
/// <param name="IsImplicit">Whether the compiler wrote it, so that nobody could document it.</param>
internal sealed record VisibleMember(string Id, bool IsImplicit);
