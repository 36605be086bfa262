using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace RedisAi.PublicDocs;

/// <summary>Writes types as documentation files do: the C# standard, annex D.</summary>
internal sealed class DocumentationNames(MetadataReader reader) : ISignatureTypeProvider<string, object?>
{
    public string Of(TypeDefinitionHandle handle)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        string name = reader.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer ? $"{Of(outer)}.{name}" : Qualified(type.Namespace, name);
    }

    public string Of(TypeReferenceHandle handle)
    {
        TypeReference type = reader.GetTypeReference(handle);
        string name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference ? $"{Of((TypeReferenceHandle)type.ResolutionScope)}.{name}" : Qualified(type.Namespace, name);
    }

    public static string ParametersOf(MethodSignature<string> signature) => signature.ParameterTypes.IsEmpty ? "" : $"({string.Join(',', signature.ParameterTypes)})";

    public string GetTypeFromDefinition(MetadataReader given, TypeDefinitionHandle handle, byte rawTypeKind) => Of(handle);

    public string GetTypeFromReference(MetadataReader given, TypeReferenceHandle handle, byte rawTypeKind) => Of(handle);

    public string GetTypeFromSpecification(MetadataReader given, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => $"System.{typeCode}";

    public string GetGenericTypeParameter(object? genericContext, int index) => $"`{index}";

    public string GetGenericMethodParameter(object? genericContext, int index) => $"``{index}";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{string.Join(',', Enumerable.Repeat("0:", shape.Rank))}]";

    public string GetSZArrayType(string elementType) => $"{elementType}[]";

    public string GetByReferenceType(string elementType) => $"{elementType}@";

    public string GetPointerType(string elementType) => $"{elementType}*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetFunctionPointerType(MethodSignature<string> signature) => "";

    /// <summary>A nested type has the arguments of the types around it first, each where its parameters are.</summary>
    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments)
    {
        int used = 0;
        return string.Join('.', genericType.Split('.').Select(part =>
        {
            if (part.Split('`') is not [var name, var arity])
            {
                return part;
            }

            int count = int.Parse(arity, System.Globalization.CultureInfo.InvariantCulture);
            used += count;
            return $"{name}{{{string.Join(',', typeArguments.Skip(used - count).Take(count))}}}";
        }));
    }

    private string Qualified(StringHandle space, string name) => space.IsNil ? name : $"{reader.GetString(space)}.{name}";
}
