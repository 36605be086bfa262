using System.Text.Json;
using RedisAi.AspNetCore.Http;

namespace RedisAi.AspNetCore.Json;

/// <summary>What a tensor is to be, and what a client is told when it is not.</summary>
/// <param name="Shape">The lengths of the axes.</param>
/// <param name="TypeName">What the client calls the type.</param>
/// <param name="Name">What the client calls the tensor.</param>
internal readonly record struct TensorText(TensorShape Shape, string TypeName, string Name)
{
    public RequestRefusedException NoArray(ref Utf8JsonReader json) =>
        new($"The data of input '{Name}' is {JsonRefusal.Describe(ref json)}; it must be an array of {JsonRefusal.Count(Shape.ElementCount, "element")}, as its shape {Shape} says.");

    public RequestRefusedException TooMany() =>
        new($"The data of input '{Name}' has more than the {JsonRefusal.Count(Shape.ElementCount, "element")} that its shape {Shape} takes.");

    public RequestRefusedException TooFew(int count) =>
        new($"The data of input '{Name}' has {JsonRefusal.Count(count, "element")}; its shape {Shape} takes {Shape.ElementCount}.");

    public RequestRefusedException OtherForm(int axis, long length) =>
        new($"The arrays in the data of input '{Name}' are not of its shape {Shape}: there is one on axis {axis} that differs after {JsonRefusal.Count(length, "element")}. Give all elements in one array, or arrays as the shape says.");

    public RequestRefusedException WrongElement(int place, ref Utf8JsonReader json) =>
        new($"Element {place} of input '{Name}' is {JsonRefusal.Describe(ref json)}, which is no {TypeName}, or beyond its range.");
}
