// The two app registrations and the admin consent, as `npm run register` creates them.
//   az deployment group create --resource-group <group> --template-file registrations.bicep --parameters origins=@origins.json appName=<VITE_APP_NAME> prefix=<VITE_STORAGE_PREFIX>
// with a file origins.json: ["https://weather.contoso.example"]
// The deployment needs Application.ReadWrite.All and DelegatedPermissionGrant.ReadWrite.All.
extension microsoftGraphV1

@description('Addresses of the app: scheme and host, and the path if it has one, without a trailing slash.')
param origins string[] = ['http://localhost:5173']

@description('VITE_APP_NAME of .env. The display names are this name, and this name with " API".')
param appName string

@description('VITE_STORAGE_PREFIX of .env. Begins the unique names, by which a deployment finds and changes the registrations.')
param prefix string

@description('Permissions of Microsoft Graph that the app asks users for when a page needs them: User.Read for the profile page.')
param graphScopes string[] = ['User.Read']

var scopeId = '6d3d4c0e-52a1-4b1f-9a52-0c0f5a6f6a01'
var signInScopes = ['openid', 'profile', 'offline_access']

// The roles of the app are in the ID token, those of the API in the access token. Assign them under Enterprise applications.
var appRoles = [
  {
    id: '0b8c6a3e-7d0f-4c55-9a67-3f1f6f4d2e02'
    value: 'Forecast.Editor'
    displayName: 'Forecast editor'
    description: 'Deletes days of the weather forecast.'
    allowedMemberTypes: ['User']
    isEnabled: true
  }
]

resource api 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: '${prefix}-api'
  displayName: '${appName} API'
  signInAudience: 'AzureADMyOrg'
  appRoles: appRoles
  // A template cannot use its own client id, which does not exist yet.
  identifierUris: ['api://${tenant().tenantId}/${prefix}-api']
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: [
      {
        id: scopeId
        value: 'access_as_user'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Read the weather forecast'
        adminConsentDescription: 'Lets the app read the weather forecast as the signed-in user.'
        userConsentDisplayName: 'Read the weather forecast'
        userConsentDescription: 'Lets the app read the weather forecast as you.'
      }
    ]
  }
}

resource apiPrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: api.appId
}

resource microsoftGraph 'Microsoft.Graph/servicePrincipals@v1.0' existing = {
  appId: '00000003-0000-0000-c000-000000000000'
}

resource app 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: '${prefix}-app'
  displayName: appName
  signInAudience: 'AzureADMyOrg'
  appRoles: appRoles
  spa: {
    redirectUris: flatten(map(origins, origin => ['${origin}/', '${origin}/redirect.html']))
  }
  requiredResourceAccess: [
    {
      resourceAppId: api.appId
      resourceAccess: [{ id: scopeId, type: 'Scope' }]
    }
    {
      resourceAppId: microsoftGraph.appId
      resourceAccess: map(
        filter(microsoftGraph.oauth2PermissionScopes, scope => contains(union(signInScopes, graphScopes), scope.value)),
        scope => { id: scope.id, type: 'Scope' }
      )
    }
  ]
}

resource appPrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: app.appId
}

resource consentToApi 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = {
  clientId: appPrincipal.id
  resourceId: apiPrincipal.id
  consentType: 'AllPrincipals'
  scope: 'access_as_user'
}

resource consentToSignIn 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = {
  clientId: appPrincipal.id
  resourceId: microsoftGraph.id
  consentType: 'AllPrincipals'
  scope: join(signInScopes, ' ')
}

output clientId string = app.appId
output apiScope string = '${api.identifierUris[0]}/access_as_user'
output tenantId string = tenant().tenantId
